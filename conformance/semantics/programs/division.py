"""// and % round towards minus infinity and take the divisor's sign; zero raises."""
from comparison import FLOATS, MAX, MIN, bails, pairs, same
from epochly import optimize


@optimize
def floor_divide(a, b):
    return a // b


@optimize
def remainder(a, b):
    return a % b


WHOLE = [0, 1, -1, 7, -7, 8, -8, MAX, MIN + 1]
for f in (floor_divide, remainder):
    same(f, *pairs(WHOLE, [1, -1, 2, -2, 7, -7, 10, MAX, 0]))
    same(f, *pairs(FLOATS, FLOATS))
    same(f, *pairs([7, -7, 0], [2.0, -2.0, 0.3, -0.3, 0.0, -0.0]), *pairs([7.5, -7.5, -0.0], [2, -2, 0]))
    same(f, (True, 2), (7, True), (True, True), (True, False), (True, -2), (2.5, True))

bails(floor_divide, (MIN, -1))
same(remainder, (MIN, -1), (MIN, 1), (MIN, 3), (MIN, -3), (MIN, MAX), (MAX, MIN))


@optimize
def in_place(a, b):
    a //= b
    a %= 5
    return a


same(in_place, (17, 3), (-17, 3), (17, -3), (17.5, 3), (-17.5, 3.5), (17, 0), (1.0, 0.0))


@optimize
def by_constant(a):
    return (a // 10) * 100 + (a % 10) * 10 + (a // -10) - (a % -10) + (a // 8) * (a % 8) + a % 1 + a // 1


same(by_constant, *[(a,) for a in [0, 1, -1, 7, -7, 8, -8, 15, -15, 2**31]])
same(by_constant, *[(a,) for a in FLOATS])


@optimize
def by_zero(a):
    return a // 0


same(by_zero, (1,), (1.0,), (True,))


@optimize
def wraps(index, size):
    return (index - 1) % size * 1000 + (index + 1) % size


same(wraps, (0, 10), (9, 10), (-25, 10))
