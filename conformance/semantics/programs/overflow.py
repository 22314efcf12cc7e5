"""An int result beyond 64 bits is a big int: each operator gives up there and the plain function runs."""
from comparison import MAX, MIN, bails, same
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
def negate(a):
    return -a


@optimize
def absolute(a):
    return abs(a)


@optimize
def shift(a, b):
    return a << b


same(add, (MAX, 0), (MAX - 1, 1), (MIN, 0), (MIN + 1, -1), (MAX, MIN))
bails(add, (MAX, 1), (1, MAX), (MIN, -1), (MAX, MAX), (MIN, MIN))
same(subtract, (MIN, 0), (MAX, 0), (-1, MAX), (-1, MIN), (MAX, MAX), (MIN, MIN))
bails(subtract, (MIN, 1), (0, MIN), (MAX, -1), (MAX, MIN))
same(multiply, (2**31, 2**31), (-(2**31), 2**32), (MIN, 1), (1, MIN), (MAX, -1), (0, MIN), (3037000499, 3037000499))
bails(multiply, (2**32, 2**31), (MIN, -1), (-1, MIN), (MAX, 2), (3037000500, 3037000500), (MIN, MIN))
same(negate, (MAX,), (MIN + 1,), (0,))
bails(negate, (MIN,))
same(absolute, (MAX,), (MIN + 1,))
bails(absolute, (MIN,))
same(shift, (1, 62), (-1, 63), (0, 62), (3, 61), (-3, 61), (MAX, 0))
bails(shift, (1, 63), (-1, 64), (3, 62), (1, 64), (1, 200), (MAX, 1), (1, -1))


@optimize
def grow(n):
    x = 1
    for _ in range(n):
        x = x * 3
    return x


same(grow, (0,), (39,))
bails(grow, (40,), (100,))


@optimize
def grow_in_place(values, n):
    for i in range(n):
        values[i] = values[i] * values[i]
    return n


# The stores before the one that overflows must not be done twice.
same(grow_in_place, ([2, 3, 4], 3))
bails(grow_in_place, ([2, 3, 2**40, 4], 4), ([3, 2**62], 2))


@optimize
def triangle(n):
    total = 0
    for i in range(n):
        total += i * (n - i)
    return total


same(triangle, (1000,), (0,), (-5,))


@optimize
def wide_sum(values, n):
    s = 0
    for i in range(n):
        s += values[i]
    return s


same(wide_sum, ([MAX, -1, 1], 3), ([2**40] * 5, 5))
bails(wide_sum, ([MAX, 1, -1], 3))


@optimize
def index_sum(values, i, j):
    return values[i + j]


bails(index_sum, ([1, 2, 3], MAX, 1))


# An argument that is a big int already cannot be held in 64 bits: whatever runs, the result is the plain one.
bails(add, (2**64, 1))
