"""len, abs, min, max, int, float, bool, round."""
from array import array

from comparison import FLOATS, INF, INTS, MAX, MIN, NAN, bails, each, either, pairs, same
from epochly import optimize


@optimize
def length(values):
    return len(values)


same(length, ([1, 2],), ([1.5],), ([],), ([[1], [2]],), (array("d", [1.0]),), (b"abc",), (bytearray(5),))
same(length, lambda: (memoryview(b"abcd"),))
either(length, ((1, 2),), ("text",), (5,))


@optimize
def absolute(x):
    return abs(x)


same(absolute, *each([0, 5, -5, MAX, MIN + 1]), *each(FLOATS), *each([True, False]))


@optimize
def least(a, b):
    return min(a, b)


@optimize
def greatest(a, b):
    return max(a, b)


for f in (least, greatest):
    same(f, *pairs([0, -1, 5, MAX, MIN], [0, -1, 5, MAX, MIN]))
    same(f, *pairs(FLOATS, FLOATS))
    same(f, *pairs([True, False], [True, False]))
    # The result is one of the two, with its type.
    either(f, *pairs([0, 2, 2**53 + 1], [0.0, -0.0, 2.0, 2.5, NAN, 2.0**53]), *pairs([0.0, 2.0, NAN], [0, 2, True]))
    either(f, (True, 1), (1, True), (False, 0), (0, False))


@optimize
def least_of_three(a, b, c):
    return min(a, b, c) * 1000 + max(a, b, c)


same(least_of_three, (1, 2, 3), (3, 1, 2), (2, 3, 1), (1.5, -0.0, 0.0), (NAN, 1.0, 2.0), (1.0, NAN, 2.0), (1.0, 2.0, NAN))


@optimize
def zero_or(a, b):
    return min(a, b), max(b, a)


either(zero_or, (0.0, -0.0), (-0.0, 0.0))


@optimize
def of_a_list(values):
    return min(values) + max(values)


either(of_a_list, ([3, 1, 2],), ([1.5],), ([],))


@optimize
def to_int(x):
    return int(x)


@optimize
def to_float(x):
    return float(x)


@optimize
def to_bool(x):
    return bool(x)


same(to_int, *each(INTS), *each([True, False]), *each([0.0, -0.0, 1.9, -1.9, 0.5, -0.5, 1e15, -1e15, 2.0**62, -(2.0**63)]))
bails(to_int, *each([2.0**63, 1e19, -1e19, 1e308, INF, -INF, NAN, -(2.0**63) * 1.5]))
same(to_float, *each(INTS), *each([True, False]), *each(FLOATS))
same(to_float, (2**53 + 1,), (2**53 + 3,), (MAX,), (MAX - 511,), (MAX - 512,), (MIN + 1,))
same(to_bool, *each(INTS), *each([True, False]), *each(FLOATS))


@optimize
def no_arguments(a):
    return int() + float() + a + bool()


same(no_arguments, (1,), (0.5,))


@optimize
def rounded(x):
    return round(x)


HALVES = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, 2.675, 1e15 + 0.5, 4503599627370497.5, 0.0, -0.0, 0.2]
same(rounded, *each(HALVES), *each([0, 5, -5, MAX, MIN]), *each([True, False]))
bails(rounded, *each([1e19, INF, NAN]))


@optimize
def rounded_to(x, n):
    return round(x, n)


either(rounded_to, *pairs(HALVES + [INF, NAN, 1e300], [0, 1, 2, 15, -1, 400, -400]))
either(rounded_to, *pairs([0, 15, 25, -15, -25, 12345, MAX], [0, 1, -1, -2, -20]), (1.5, True), (True, 1))


@optimize
def in_a_loop(values, out, n):
    for i in range(n):
        out[i] = int(max(0.0, min(255.0, values[i] * 255.0)) + 0.5)


same(in_a_loop, ([0.0, 0.5, 1.0, 2.0, -1.0], [0] * 5, 5), ([NAN], [0], 1))


@optimize
def parsed(text):
    return int(text)


either(parsed, ("12",), ("x",))


@optimize
def with_base():
    return int("ff", 16)


either(with_base, ())
