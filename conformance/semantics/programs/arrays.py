"""array.array of every type code, bytes, bytearray and memoryview, read and written in place."""
from array import array

from comparison import either, load_anew, same
from epochly import optimize


LIMITS = {
    "b": (-(2**7), 2**7 - 1), "B": (0, 2**8 - 1), "h": (-(2**15), 2**15 - 1), "H": (0, 2**16 - 1),
    "i": (-(2**31), 2**31 - 1), "I": (0, 2**32 - 1), "l": (-(2**63), 2**63 - 1), "q": (-(2**63), 2**63 - 1),
    "L": (0, 2**63 - 1), "Q": (0, 2**63 - 1),
}
for code, (low, high) in LIMITS.items():
    of = load_anew("array_functions")
    same(of.total, (array(code, [1, 2, 3]), 3), (array(code, [1, 2, 3]), 4), (array(code), 0))
    same(of.total, (array(code, [low]), 1), (array(code, [high]), 1))
    same(of.put, (array(code, [1, 2, 3]), 1, 7), (array(code, [1, 2, 3]), -1, low), (array(code, [1, 2, 3]), 0, high))
    same(of.put, (array(code, [1, 2, 3]), 3, 7), (array(code, [1, 2, 3]), 1, True))
    # A value that does not fit raises OverflowError.
    either(of.put, (array(code, [1, 2, 3]), 1, high + 1), (array(code, [1, 2, 3]), 1, low - 1))
    # A float is not stored into an array of ints: TypeError.
    either(of.put, (array(code, [1, 2, 3]), 1, 1.0))
    same(of.reverse, (array(code, [1, 2, 3, 4, 5]), 5))
    if code in "LQ":
        either(of.total, (array(code, [2**64 - 1, 1]), 2), (array(code, [2**63]), 1))

for code in "fd":
    of = load_anew("array_functions")
    same(of.total, (array(code, [1.5, 0.1, -0.0]), 3), (array(code, [1.5]), 2), (array(code, [1e30, float("nan")]), 2))
    same(of.put, (array(code, [1.5, 2.5]), 1, 0.1), (array(code, [1.5, 2.5]), -1, -0.0), (array(code, [1.5, 2.5]), 0, 3))
    same(of.put, (array(code, [1.5, 2.5]), 1, float("inf")), (array(code, [1.5, 2.5]), 1, True))
    same(of.reverse, (array(code, [1, 2, 3, 4, 5]), 5))
    # Rounds to 32 bits; what is beyond them becomes infinite or raises, as the plain store decides.
    either(of.put, (array(code, [1.5]), 0, 1e300), (array(code, [1.5]), 0, 3.4028235677973366e38), (array(code, [1.5]), 0, 1e-46))

of = load_anew("array_functions")
same(of.total, (b"\x00\x01\xff", 3), (b"abc", 4), (b"", 0), (bytearray(b"\x00\x01\xff"), 3))
same(of.put, (bytearray(b"abc"), 1, 255), (bytearray(b"abc"), -1, 0), (bytearray(b"abc"), 3, 1))
same(of.reverse, (bytearray(b"hello"), 5))
# bytes cannot be written: TypeError; a bytearray takes 0 to 255: ValueError.
either(of.put, (b"abc", 1, 2), (bytearray(b"abc"), 1, 256), (bytearray(b"abc"), 1, -1))
of = load_anew("array_functions")


def view_of(code, items):
    return lambda: (memoryview(array(code, items)), len(items))


same(of.total, view_of("d", [1.5, 2.5]), view_of("i", [1, -2]), view_of("B", [200, 100]), view_of("q", [2**40, 1]))
of = load_anew("array_functions")
same(of.total, lambda: (memoryview(b"abc"), 3), lambda: (memoryview(bytearray(b"abc")), 3))
same(of.total, lambda: (memoryview(array("d", [1.0, 2.0, 3.0, 4.0]))[1:3], 2))
either(of.total, lambda: (memoryview(array("d", [1.0, 2.0, 3.0, 4.0]))[::2], 2))
either(of.total, lambda: (memoryview(array("d", [1.0, 2.0, 3.0, 4.0]))[::-1], 4))
same(of.put, lambda: (memoryview(bytearray(4)), 2, 9), lambda: (memoryview(array("d", [1.0, 2.0])), 1, 0.1))
same(of.put, lambda: (memoryview(bytearray(4)), 4, 9))
# A view of bytes is read-only: TypeError.
either(of.put, lambda: (memoryview(b"abcd"), 2, 9))


@optimize
def fill_grid(m, rows, columns):
    s = 0.0
    for i in range(rows):
        for j in range(columns):
            m[i, j] = i * 10.0 + j
            s += m[i, -1]
    return s


def grid(rows, columns, limit_rows, limit_columns):
    return lambda: (
        memoryview(bytearray(8 * rows * columns)).cast("d", shape=[rows, columns]), limit_rows, limit_columns)


same(fill_grid, grid(3, 4, 3, 4), grid(3, 4, 0, 4))
# Out of range in the second or the first dimension, after stores.
same(fill_grid, grid(3, 4, 3, 5), grid(3, 4, 4, 4))


@optimize
def checksum(data):
    a = 1
    b = 0
    for i in range(len(data)):
        a = (a + data[i]) % 65521
        b = (b + a) % 65521
    return (b << 16) | a


same(checksum, (b"Wikipedia",), (bytearray(b""),), (array("B", [1, 2, 3]),), ([1, 2, 3],))
