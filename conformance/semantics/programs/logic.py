"""and, or, not, and the truth of values; and/or give one of their operands, unchanged."""
from comparison import FLOATS, NAN, each, either, pairs, same
from epochly import optimize


@optimize
def both(a, b):
    return a and b


@optimize
def one(a, b):
    return a or b


@optimize
def neither(a):
    return not a


@optimize
def truth(a):
    if a:
        return 1
    return 0


same(both, *pairs([0, 1, -3], [0, 5]), *pairs([0.0, -0.0, 1.5, NAN], [0.0, 2.5]), *pairs([True, False], [True, False]))
same(one, *pairs([0, 1, -3], [0, 5]), *pairs([0.0, -0.0, 1.5, NAN], [0.0, 2.5]), *pairs([True, False], [True, False]))
same(neither, *each([0, 1, -1, True, False]), *each(FLOATS))
same(truth, *each([0, 1, -1, True, False]), *each(FLOATS))
# The two sides have different types, so that the type of the result depends on the values.
either(both, *pairs([0, 1], [0.5, -0.0]), *pairs([0.0, 1.5], [3, 0]), *pairs([True, False], [3, 2.5]))
either(one, *pairs([0, 1], [0.5, -0.0]), *pairs([0.0, 1.5], [3, 0]), *pairs([True, False], [3, 2.5]))


@optimize
def guards_the_index(values, i, n):
    return i < n and values[i] > 0


@optimize
def guards_by_or(values, i, n):
    return i >= n or values[i] > 0


@optimize
def guards_the_division(a, b):
    if b != 0 and a // b > 2 or a == 7:
        return a
    return b


same(guards_the_index, ([1, -1], 0, 2), ([1, -1], 1, 2), ([1, -1], 2, 2), ([], 0, 0))
same(guards_by_or, ([1, -1], 0, 2), ([1, -1], 1, 2), ([1, -1], 2, 2), ([1], 1, 2))
same(guards_the_division, (9, 3), (9, 0), (7, 0), (-9, 3))


@optimize
def mixed(a, b, c):
    return not a > b and (c or not b) == c


either(mixed, (1, 2, 0), (1, 2, 5), (3, 2, 1))


@optimize
def count_true(values, n):
    hits = 0
    for i in range(n):
        if values[i] and not (values[i] < 0 or values[i] > 10):
            hits += 1
    return hits


same(count_true, ([0, 1, -1, 10, 11], 5), ([0.0, 0.5, -0.5, 10.0, NAN], 5), ([True, False], 2))


@optimize
def loop_on_truth(n):
    total = 0
    while n:
        total += n
        n -= 1
    return total


same(loop_on_truth, (5,), (0,))


@optimize
def chain_of_three(a, b, c):
    return a and b or c


same(chain_of_three, *[(a, b, c) for a in (0, 2) for b in (0, 3) for c in (0, 4)])
