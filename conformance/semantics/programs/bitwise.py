"""& | ^ ~ << >> on ints and bools; bools stay bools under & | ^."""
from comparison import INTS, MAX, MIN, each, pairs, same
from epochly import optimize


@optimize
def conjunction(a, b):
    return a & b


@optimize
def disjunction(a, b):
    return a | b


@optimize
def exclusive(a, b):
    return a ^ b


@optimize
def invert(a):
    return ~a


@optimize
def left(a, b):
    return a << b


@optimize
def right(a, b):
    return a >> b


for f in (conjunction, disjunction, exclusive):
    same(f, *pairs(INTS, [0, -1, 1, 0xFF, MIN, MAX]))
    same(f, *pairs([True, False], [True, False]), *pairs([True, False], [6, -6]), *pairs([6], [True, False]))
same(invert, *each(INTS))
same(left, *pairs([0, 1, -1, 5, -5], [0, 1, 31, 32, 33, 60]), (True, 3), (1, True))
same(right, *pairs(INTS, [0, 1, 31, 32, 62, 63, 64, 65, 1000, MAX, -1]), (True, 1), (8, True))


@optimize
def in_place(a, b):
    a &= 0xFFFF
    a |= b
    a ^= 0x55
    a <<= 3
    a >>= 1
    return a


same(in_place, (123456789, 7), (-1, 1 << 20), (0, 0))


@optimize
def hash_of(n):
    h = 2166136261
    for i in range(n):
        h = ((h ^ (i & 255)) * 16777619) & 0xFFFFFFFF
    return h


same(hash_of, (0,), (1,), (1000,))


@optimize
def popcount(x):
    c = 0
    while x:
        x &= x - 1
        c += 1
    return c


same(popcount, (0,), (255,), (MAX,))


@optimize
def float_and_int(a, b):
    return a & b


same(float_and_int, (1, 2))


@optimize
def parity_flag(values, n):
    flag = False
    for i in range(n):
        flag ^= values[i] > 0
    return flag


same(parity_flag, ([1, -1, 2], 3), ([1, -1, 2, 5], 3), ([], 0))
