"""A function whose calls, written out in their places, would be too large calls functions of its kernel instead."""
import math

from comparison import same
from epochly import optimize

GAIN = [0.5, 2.0]


def mixed(rows, i, j, weight=1.5):
    """Long enough that a dozen of it are more than the JVM compiles at once."""
    a, b = rows[i], rows[j]
    if weight < 0.0:
        raise ValueError("a weight below zero")
    t = a[0] * b[1] - a[1] * b[0] + a[2] * b[2] + a[3] / b[3]
    a[0] += t * b[2] - b[0] * weight
    a[1] -= t * b[3] - b[1] * weight
    a[2] += t * a[3] - b[2] * GAIN[0]
    a[3] += abs(t) + b[3] * GAIN[1]
    b[0], b[1] = a[1] - t, a[0] + t
    for k in range(4):
        b[k] = math.sqrt(abs(b[k])) if b[k] < t else b[k] - a[k] // 3.0
    return t, max(a[0], b[0]), math.fsum(b) if t > 1e300 else t + b[3] % 7.0


def energy(rows, scale):
    total = 0.0
    for i, row in enumerate(rows):
        for other in rows[i + 1:]:
            total += scale * row[0] * other[3] - row[1] * other[2]
    return total


def own_rows(n):
    return [[1.0 * (i + j) for j in range(4)] for i in range(n)]


def count_down(n):
    return 0 if n == 0 else 1 + count_down(n - 1)


@optimize
def large(rows, others, n):
    before = energy(rows, 1.0)
    made = own_rows(n)
    first = mixed(rows, 0, 1)
    mixed(others, 1, 0)
    mixed(made, 0, -1)
    mixed(made, -2, 1, weight=0.25)
    mixed(rows, 1, 2, 0.5)
    mixed(rows, 2, 0, 2)
    mixed(rows, 0, 2)
    mixed(others, 0, 1)
    mixed(rows, 2, 1, weight=3.0)
    last = mixed(others, 1, 1)
    x, y, _ = mixed(rows, 1, 0)
    return before, energy(rows, n), energy(others, True), first[0], last, x - y, made, count_down(n)


def rows(*values):
    return [[float(value + k) for k in range(4)] for value in values]


def shared():
    both = rows(1, 5, 9)
    return both, [both[0], both[2]], 4


def same_list():
    both = rows(2, -3, 7)
    return both, both, 3


same(large, (rows(1, 2, 3), rows(4, 5), 3), (rows(-7, 0, 3), rows(40, -5), 2), shared, same_list)
same(large, (rows(1, 2, 3), rows(4), 3), (rows(1, 2, 3), rows(4, 5), 1), ([[1.0] * 4, [2.0] * 3, [0.0] * 4], rows(4, 5), 2))
same(large, ([[1.0, 2.0, 3.0, 0.0]] * 3, rows(4, 5), 3))
