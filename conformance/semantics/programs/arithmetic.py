"""+ - * / on ints, floats and bools, and their signs."""
from comparison import FLOATS, MAX, each, pairs, same
from epochly import optimize


@optimize
def add(a, b):
    return a + b


@optimize
def subtract(a, b):
    return a - b


@optimize
def multiply(a, b):
    return a * b


@optimize
def divide(a, b):
    return a / b


SMALL = [0, 1, -1, 7, -7, 2**31 - 1, -(2**31)]
for f in (add, subtract, multiply):
    same(f, *pairs(SMALL, SMALL))
    same(f, *pairs(FLOATS, FLOATS))
    same(f, *pairs([3, -3, 2**53 + 1, MAX], [0.0, -0.0, 0.1, 1e308]))
    same(f, *pairs([0.5, -0.0], [3, -3, 2**53 + 1, MAX]))
    same(f, *pairs([True, False], [True, False]))
    same(f, *pairs([True, False], [2, -2]), *pairs([2.5, -0.0], [True, False]))

same(divide, *pairs(FLOATS, FLOATS))
same(divide, *pairs(SMALL, SMALL))
same(divide, *pairs([2**53 + 1, MAX, -MAX, 10**18 + 1], [3, -7, 2**53 + 1, 10**17 + 3, MAX]))
same(divide, *pairs([1, -1, 2**60 + 1], [0.5, -0.0, 0.3]), *pairs([0.5, -0.0], [3, -3]))
same(divide, (True, 2), (3, True), (True, True), (True, False), (1.5, False))


@optimize
def negate(a):
    return -a


@optimize
def affirm(a):
    return +a


for f in (negate, affirm):
    same(f, *each([0, 1, -1, MAX]), *each(FLOATS), *each([True, False]))


@optimize
def precedence(a, b, c):
    return -a ** 2 + b * c - a / (b + c) % 3 - (a - b) - c


same(precedence, (2, 3, 4), (2.0, 3.0, 4.0), (2, 3.5, 4), (-2, -3, 7))


@optimize
def fused(a, b, c):
    return a * b + c


# The product must be rounded before the sum, as nothing in Python fuses the two.
same(fused, (1.0 + 2.0**-30, 1.0 - 2.0**-30, -1.0), (0.1, 10.0, -1.0), (1e308, 10.0, -1e308))


@optimize
def in_order(a, b, c):
    return (a + b) + c - (a + (b + c))


same(in_order, (0.1, 0.2, 0.3), (1e16, 1.0, -1e16), (1e308, 1e308, -1e308))
