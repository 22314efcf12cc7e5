"""Typed arrays of complex numbers: read, stored into, looped over, in place and through parts of any strides."""
import epochly
from comparison import bails, plain, same
from epochly import array, optimize

MAX = 2**63 - 1
VALUES = [1 + 2j, -0.0 + 0.5j, complex(-0.0, -0.0), complex("inf"), complex("nan+1j"), 3j]


def some(n=4):
    return array([VALUES[i % len(VALUES)] for i in range(n)])


@optimize
def rotated(z, w):
    s = 0j
    for i in range(len(z)):
        z[i] = z[i] * w + z[-1 - i]
        s += z[i].real - z[i].imag * 1j
    return s, z


same(rotated, lambda: (some(), 1j), lambda: (some(6), 0.5 - 2j), lambda: (array([], "complex128"), 1j), lambda: (some(1), 2 + 0j))
same(rotated, lambda: (some(8)[::2], 1j), lambda: (some(8)[::-3], 1j), lambda: (array([[1j, 2], [3, 4j]])[:, 1], 1j))


@optimize
def element(z, i):
    return z[i]


same(element, lambda: (some(), 0), lambda: (some(), -4), lambda: (some(), True))
bails(element, lambda: (some(), 4), lambda: (some(), -5), lambda: (some(), MAX), lambda: (array([], "complex128"), 0))


@optimize
def stored(z, i, value):
    z[i] = value
    z[i] += 1j
    z[-1] -= 2
    return z[0]


same(stored, *[lambda v=v: (some(), 1, v) for v in (1.5 - 2j, -0.0, 7, True, MAX, complex(-0.0, -0.0))])
bails(stored, lambda: (some(), 9, 1j), lambda: (some(), -5, 1))


@optimize
def matrix(z, w):
    rows, columns = z.shape
    t = 0j
    for i in range(rows):
        for j in range(columns):
            z[i, j] = z[i][j] * w[j, i]
    for row in z:
        for c in row:
            t += c
    last = z[-1]
    last[0] = t
    return t, z[0, -1], len(z), len(last), z.ndim, z.size, z.itemsize


GRID = [[1 + 1j, 2, 3j], [0.5, -1j, 4 - 4j]]
same(matrix, lambda: (array(GRID), array([[1j, 2], [3, 4], [5, 0.5j]])))
same(matrix, lambda: (array(GRID)[::-1, ::2], array([[1j, 2], [3, 4], [5, 0.5j]])[:2]))


def one_memory():
    z = array([[1 + 1j, 2j], [3.0 + 0j, 4 - 1j]])
    return z, z


same(matrix, one_memory)


@optimize
def three(z):
    s = 0j
    for plane in z:
        for row in plane:
            row[0] += 1
            for c in row:
                s += c * c
    return s, z[1, 0, 1], z[0][1][0]


same(three, lambda: (array([1j * i + i for i in range(8)]).reshape(2, 2, 2),))


def overlapping():
    z = some(6)
    return z[1:], z[:-1]


@optimize
def shifted(z, w):
    for i in range(len(z)):
        z[i] = w[i] + 1
    return w[0]


same(shifted, overlapping, lambda: (some(3), some(3)))


@optimize
def mixed(z, x, n):
    for i in range(n):
        x[i] = abs(z[i])
        z[i] = x[i]
    return z[0] == x[0], z[1] != z[0]


same(mixed, lambda: (some(4), array([0.0] * 4), 3), lambda: (some(4), [0.5] * 4, 3))

WEIGHTS = array([0.5j, 1 - 1j])


@optimize
def weighted(i):
    return WEIGHTS[i] * 2, len(WEIGHTS)


same(weighted, (0,), (-1,))


@optimize
def as_a_whole(z):
    return z[1:]


plain(as_a_whole, "z[1:]", lambda: (some(),))


@optimize
def truth(z):
    return 1 if z else 2


plain(truth, "1 if |z", lambda: (some(1),))


@optimize
def row_stored(z):
    z[0] = z[1]


plain(row_stored, "z[0]", lambda: (array(GRID),))


@optimize
def of_floats(x):
    # Two axes of floats are no complex numbers, though they lie in memory alike.
    return x[0][1], len(x[0])


same(of_floats, lambda: (array([[1.5, 2.5]]),))


@optimize
def of_complex(x):
    return len(x), x


same(of_complex, lambda: (array([[1.5, 2.5]]),), lambda: (array([1.5 + 2j]),), lambda: (epochly.zeros(2, "complex128"),))
