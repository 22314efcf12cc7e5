"""Stores into slices, of as many elements as the slice has; any other number is for the plain function."""
import array

from comparison import bails, plain, same
from epochly import optimize

BOUNDS = [0, 1, 3, 5, 9, -1, -3, -5, -6, 2**63 - 1, -(2**63)]


@optimize
def ones(a, i, j, n):
    a[i:j] = [1] * n


LENGTHS = [(i, j, len([0, 1, 2, 3, 4][i:j])) for i in BOUNDS for j in BOUNDS]
same(ones, *[([10, 11, 12, 13, 14], i, j, n) for i, j, n in LENGTHS])
same(ones, ([2**40, 2, 3], 0, 2, 2))
bails(ones, *[([10, 11, 12, 13, 14], i, j, n + 1) for i, j, n in LENGTHS[:9]])
bails(ones, *[([10, 11, 12, 13, 14], i, j, n - 1) for i, j, n in LENGTHS if n > 0][:9])
bails(ones, ([1.5, 2.5, 3.5], 0, 2, 2), ([True, False], 0, 1, 1))


@optimize
def shifted(a, i, j, k, l):
    a[i:j] = a[k:l]
    return a[0]


same(shifted, *[([0.5, 1.5, 2.5, 3.5, -0.0], i, i + n, k, k + n) for i in range(4) for k in range(4) for n in range(2)])
same(shifted, ([1, 2, 3, 4, 5], 1, 5, 0, 4), ([1, 2, 3, 4, 5], 0, 4, 1, 5), ([1, 2, 3], -2, 9, 0, 2), ([7, 8], 2, 0, 1, 1))
same(shifted, lambda: (array.array("d", [0.5, 1.5, 2.5, 3.5]), 1, 4, 0, 3), lambda: (array.array("h", [1, 2, 3]), 0, 2, 1, 3))
same(shifted, lambda: (bytearray(b"hello"), 1, 5, 0, 4), lambda: (memoryview(bytearray(b"hello")), 0, 4, 1, 5))
same(shifted, lambda: (memoryview(array.array("d", [0.5, 1.5, 2.5]))[::-1], 1, 3, 0, 2))
bails(shifted, ([1.5, 2.5], 0, 1, 0, 2), lambda: (bytearray(b"hello"), 1, 5, 0, 2), lambda: (array.array("q", [1, 2]), 0, 1, 0, 0))
bails(shifted, (b"hello", 0, 1, 1, 2), lambda: (memoryview(bytearray(b"hello")), 0, 3, 1, 2), lambda: (memoryview(b"hello"), 0, 1, 1, 2))


@optimize
def all_of(a, b):
    a[:] = b
    return len(a)


def itself():
    a = [1.5, 2.5]
    return a, a


same(all_of, ([1, 2], [3, 4]), ([1.5], [2.5]), ([True], [False]), itself, ([1, 2], [2**31 - 1, -(2**31)]), ([1], [2**31]))
bails(all_of, ([1, 2], [3]), ([1.5], [2.5, 3.5]), ([1.5], [2]), ([1], [2.5]), ([1], [True]))


@optimize
def turned(a, b):
    a[::-1] = b
    a[::2] = a[1::2]


same(turned, ([1, 2, 3, 4], [5, 6, 7, 8]), ([1.5, 2.5], [3.5, 4.5]), itself)
bails(turned, ([1, 2, 3], [4, 5, 6]), ([1, 2], [3]))


@optimize
def swapped(a, i):
    a[i:i + 2] = a[i + 1], a[i]
    a[1:3], x = [a[2], a[1]], a[0]
    return x


same(swapped, ([1, 2, 3, 4], 0), ([1.5, 2.5, 3.5, 4.5], 1))
same(swapped, ([1, 2, 3, 4], -4), ([1, 2, 3, 4], 7))
bails(swapped, ([1, 2, 3, 4], -1), ([1, 2], 0))


@optimize
def cells(rule, a, steps):
    n = len(a)
    for step in range(steps):
        new = [0] * n
        for i in range(n):
            new[i] = (rule >> (4 * a[i - 1] + 2 * a[i] + a[(i + 1) % n])) & 1
        a[:] = new
    return a


same(cells, (30, [0, 0, 0, 1, 0, 0, 0], 5), (110, [1, 0, 1, 1, 1], 4))


@optimize
def in_rows(m, i):
    m[i][1:] = m[i - 1][:2]
    made = [[0.0] * 3, [1.0] * 3]
    made[i][0:2] = m[i][1:3]
    return made


def shared():
    row = [1.0, 2.0, 3.0]
    return [row, row], 1


same(in_rows, ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 1), ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], -2), shared)
same(in_rows, ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 5))


@optimize
def told(trace, x):
    trace.append(x)
    return x


@optimize
def in_order(a, i, j, x):
    trace = [0]
    a[told(trace, i):told(trace, j)] = [told(trace, x), told(trace, x + 1)]
    return trace


same(in_order, ([1, 2, 3], 0, 2, 7), ([1, 2, 3], 1, 9, 7))
bails(in_order, ([1, 2, 3], 1, 2, 7))


@optimize
def from_buffer(a, b, i, j):
    a[i:j] = b[i:j]


same(from_buffer, ([1, 2, 3], b"abc", 0, 2), lambda: ([1.5, 2.5], array.array("f", [0.1, 0.2]), -1, 2))
same(from_buffer, ([1, 2, 3], b"ab", 0, 1))
bails(from_buffer, ([1, 2, 3], b"ab", 1, 3), ([1.5, 2, 5], b"abc", 1, 3))
plain(from_buffer, "a[i:j] = b", lambda: (bytearray(b"abc"), b"xyz", 0, 2), lambda: (array.array("d", [1.0]), array.array("d", [2.0]), 0, 1))


@optimize
def partly(a, x):
    a[0] = x
    a[1:3] = [x]


bails(partly, ([1, 2, 3], 9), ([1.5, 2.5, 3.5], 9.5))


@optimize
def rows_of(m):
    m[0:1] = [[1.0]]


plain(rows_of, "m[0:1]", ([[2.0], [3.0]],))


@optimize
def numbered(a):
    a[0:1] = 5


plain(numbered, "a[0:1]", ([2, 3],))
