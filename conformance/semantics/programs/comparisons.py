"""Comparisons, their chains, and ints against floats without rounding."""
from comparison import FLOATS, INTS, MAX, MIN, NAN, pairs, same
from epochly import optimize


@optimize
def all_six(a, b):
    code = 0
    if a < b:
        code += 1
    if a <= b:
        code += 2
    if a == b:
        code += 4
    if a != b:
        code += 8
    if a >= b:
        code += 16
    if a > b:
        code += 32
    return code


@optimize
def less(a, b):
    return a < b


@optimize
def equal(a, b):
    return a == b


same(all_six, *pairs(INTS, INTS))
same(all_six, *pairs(FLOATS, FLOATS))
same(all_six, *pairs([True, False], [True, False]), *pairs([True, False], [0, 1, 2]), *pairs([0.0, 0.5, NAN], [True, False]))
# An int beyond 2**53 is not equal to the float nearest to it.
same(all_six, *pairs([2**53, 2**53 + 1, MAX, MIN, 0, -1], [2.0**53, 2.0**63, -(2.0**63), 0.0, -0.0, 0.5, NAN, 1e300, -1e300]))
same(all_six, *pairs([2.0**53, 2.0**63, NAN], [2**53, 2**53 + 1, MAX]))
same(less, (1, 2), (2, 1), (1.0, NAN))
same(equal, (1, 1), (1, 1.0), (True, 1), (0.0, -0.0), (NAN, NAN))


@optimize
def between(a, b, c):
    return a < b < c


@optimize
def long_chain(a, b, c, d):
    return a <= b < c != d > a


@optimize
def chain_in_condition(a, b, c):
    if 0 <= a < b == c:
        return 1
    return 0


same(between, (1, 2, 3), (1, 3, 2), (3, 2, 1), (1.0, 1.5, 2), (1.0, NAN, 2.0), (1, 1, 1))
same(long_chain, (1, 1, 2, 3), (1, 1, 2, 2), (2, 1, 0, 0), (1.0, 2, 3.0, 4))
same(chain_in_condition, (1, 2, 2), (1, 2, 3), (-1, 2, 2), (0, 0, 0))


@optimize
def chain_stops_early(values, i, n):
    return 0 <= i < n < values[i]


# The element is read only when the first two hold, so that a bad index raises in no other case.
same(chain_stops_early, ([9, 9], 1, 2), ([9, 9], 5, 2), ([9, 9], -1, 2), ([], 0, 0), ([9, 9], 5, 9))


@optimize
def middle_is_evaluated_once(values, n):
    return 0 < values[n - 1] < 10


same(middle_is_evaluated_once, ([5], 1), ([50], 1), ([-5], 1))


@optimize
def is_same(a, b):
    return (a == b) == (b == a)


same(is_same, (1, 2), (1.0, NAN))
