"""One function called with arguments of many types: each signature its own version, none confused."""
from array import array

from comparison import either, same
from epochly import optimize


@optimize
def scale(values, n, factor):
    for i in range(n):
        values[i] = values[i] * factor
    return n


same(scale, ([1.0, 2.0], 2, 3.0))
same(scale, ([1, 2], 2, 3))
same(scale, (array("d", [1.0, 2.0]), 2, 3.0))
same(scale, (array("q", [1, 2]), 2, 3))
same(scale, ([1.0, 2.0], 2, 3))
# From here on a bound on the number of versions may send a call to the plain function.
either(scale, (array("f", [1.0, 2.0]), 2, 3.0), (bytearray(b"ab"), 2, 1), (array("i", [1]), 1, 2), (array("h", [1]), 1, 2))
either(scale, ([1.5], 1, True), ([True], 1, 2), ([1], 1, 0.5), ("text", 0, 1), (None, 0, 1), ({}, 0, 1))
same(scale, ([1.0, 2.0], 2, 3.0), ([1, 2], 2, 3))


@optimize
def first_call_fails(values, i):
    return values[i] * 2


same(first_call_fails, ([1, 2], 9), ([1, 2], 1), ([1.5], 9), ([1.5], 0))


@optimize
def empty_first(values, n):
    s = 0.0
    for i in range(n):
        s += values[i]
    return s


# An empty list has no element type; what comes later must not be read as the first guess.
either(empty_first, ([], 0))
either(empty_first, ([1.5, 2.5], 2), ([1, 2], 2), ([], 0), ([True], 1))
