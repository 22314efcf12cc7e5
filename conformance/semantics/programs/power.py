"""** gives an int, a float or a complex number, by the values of both sides."""
from comparison import FLOATS, MAX, MIN, bails, either, pairs, same
from epochly import optimize


@optimize
def power(a, b):
    return a ** b


same(power, *pairs([0, 1, -1, 2, -2, 3, -3, 10], [0, 1, 2, 3, 5]))
same(power, (2, 62), (-2, 63), (3, 39), (-3, 39), (7, 22), (10, 18), (1, MAX), (-1, MAX), (-1, MAX - 1), (0, MAX))
same(power, (MAX, 1), (MIN, 1), (MAX, 0), (3037000499, 2), (-3037000499, 2))
bails(power, (2, 63), (3, 40), (10, 19), (-10, 19), (MAX, 2), (3037000500, 2), (2, -1), (-2, -2), (0, -1), (1, -1))
# A negative base and a fraction make a complex number; zero and a negative exponent raise.
either(power, *pairs(FLOATS, FLOATS))
same(power, *pairs([0.0, 1.0, 0.5, 2.5, 10.0, 1e300, 5e-324], [0.0, -0.0, 1.0, 2.0, 0.5, 3.25]))
same(power, *pairs([2.0, 0.1, -3.0, -0.0], [0, 1, 2, 3, 10]), *pairs([2, 3, 10], [0.5, 2.0, -1.5]))
same(power, *pairs([-1.0, -2.5], [2.0, 3.0, -2.0]))
either(power, (-8.0, 1.0 / 3.0), (0.0, -1.0), (-0.0, -3.0), (1e200, 2.0), (-8, 0.5), (0, -0.5))
same(power, (True, True), (True, False), (False, False), (True, 3), (3, True), (2.5, True))


@optimize
def square(a):
    return a ** 2


@optimize
def root(a):
    return a ** 0.5


@optimize
def inverse(a):
    return a ** -1.0


@optimize
def cube_in_place(a):
    a **= 3
    return a


same(square, (0,), (-5,), (1.1,), (-0.0,), (1e200,), (3037000499,))
same(root, (0.0,), (2.0,), (-0.0,), (5e-324,), (2,), (49,), (0.1,))
either(root, (-1.0,), (-4,), (float("-inf"),), (float("nan"),))
same(inverse, (2.0,), (-3.0,), (10,))
same(cube_in_place, (3,), (-3,), (1.5,), (-0.0,), (2097151,))
bails(cube_in_place, (2097152,))


@optimize
def to_a_negative_constant(a):
    return a ** -2


either(to_a_negative_constant, (2,), (-2,), (0,), (2.0,), (0.0,))


@optimize
def right_to_left(a, b, c):
    return a ** b ** c - -a ** b


same(right_to_left, (2, 3, 2), (1.5, 2.0, 3.0))
