"""Slices with constant steps, and loops over slices of buffers."""
import array

from comparison import plain, same
from epochly import optimize

BOUNDS = [0, 1, 4, 5, 9, -1, -5, -6, 2**63 - 1, -(2**63)]


@optimize
def every_second(a, i, j):
    return a[i:j:2], a[i::2], a[:j:3], a[::4], a[i:j]


@optimize
def backwards(a, i, j):
    return a[i:j:-1], a[i::-1], a[:j:-2], a[::-1], a[i:j:-3]


@optimize
def far(a, i, j):
    return a[i:j:1000000], a[j:i:-1000000]


for function in (every_second, backwards, far):
    same(function, *[([0, 1, 2, 3, 4], i, j) for i in BOUNDS for j in BOUNDS])
same(backwards, ([0.5, -0.0], 1, -3), ([0.5, -0.0], -1, 0))


@optimize
def written_none(a):
    return a[None:2], a[1:None], a[None:None:-1]


same(written_none, ([1, 2, 3],))


@optimize
def rows_backwards(m):
    turned = m[::-1]
    turned[0][0] = 7.5
    return turned, m[-1][::2]


same(rows_backwards, ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],))


@optimize
def variable_step(a, k):
    return a[::k]


plain(variable_step, "a[::|k]", ([1, 2, 3], 2))


@optimize
def zero_step(a):
    return a[::0]


plain(zero_step, "a[::|0]", ([1, 2, 3],))


@optimize
def over_bytes(data, i):
    total = 0
    for k, byte in enumerate(data[i:]):
        total += (k + 1) * byte
    for byte in data[i:0:-1]:
        total = total * 3 + byte
    for a, b in zip(data[:-1], data[1:]):
        total += a * b
    return total


same(over_bytes, (b"hello", 2), (bytearray(b"worlds"), -2), lambda: (memoryview(b"abc"), 7), (array.array("h", [-3, 2, 5]), 1))


@optimize
def copied_before(data):
    total = 0
    for k, x in enumerate(data[1:]):
        data[k + 1] = 9.0
        data[2] = 100.0
        total += x
    return total


same(copied_before, (array.array("d", [1.0, 2.0, 3.0, 4.0]),))


@optimize
def keeps_slice(data):
    part = data[1:]
    return part[0]


plain(keeps_slice, "data[1:]", (b"abc",))
