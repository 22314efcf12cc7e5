"""Loops whose iterations run side by side, and loops whose divisions are checked behind them."""
import math
from array import array

from comparison import INF, NAN, bails, same
from epochly import optimize

#: Lengths around the borders of a strip.
LENGTHS = [1, 2, 31, 33, 511, 512, 513, 1030]


def floats(n, step=0.37):
    return [((i * 7919) % 101 - 50) * step for i in range(n)]


def lists(*lengths):
    return lambda: tuple(floats(n, 0.1 + place) for place, n in enumerate(lengths))


@optimize
def product(a, b, c, n, m):
    s = 0.0
    j = k = -1
    for i in range(n):
        for j in range(m):
            s = 0.0
            for k in range(n):
                s += a[i * n + k] * b[k * m + j]
            c[i * m + j] = s
    return s, j, k


same(product, *[lambda n=n, m=m: (floats(n * n), floats(n * m, 0.2), [1.5] * (n * m), n, m)
                for n, m in [(3, 40), (1, 513), (2, 1030), (40, 40), (5, 1), (1, 512)]])


@optimize
def rows_product(a, b, c):
    for i in range(len(a)):
        for j in range(len(b[0])):
            s = c[i][j]
            for k in range(len(b)):
                s += a[i][k] * b[k][j]
            c[i][j] = s


def matrices(n, m, aliased):
    def build():
        a = [floats(n, 0.1 * i) for i in range(n)]
        b = [floats(m, 0.3 * i) for i in range(n)]
        c = b if aliased else [floats(m, 1.0) for _ in range(n)]
        return a, b, c
    return build


same(rows_product, matrices(4, 70, False), matrices(40, 40, False), matrices(40, 40, True), matrices(3, 600, True))


@optimize
def blur(a, b, n):
    for i in range(1, n - 1):
        b[i] = 0.25 * (a[i - 1] + 2.0 * a[i] + a[i + 1])
    return n


same(blur, *[lambda n=n: (floats(n), [0.5] * n, n) for n in LENGTHS])


def onto_itself(n):
    def build():
        a = floats(n)
        return a, a, n
    return build


same(blur, onto_itself(40), onto_itself(600))
same(blur, *[lambda n=n: (array("d", floats(n)), array("d", floats(n, 0.2)), n) for n in (40, 600)])


@optimize
def shifted(a, n):
    for i in range(1, n - 1):
        a[i] = a[i + 1] * 0.5 + a[i - 1]


same(shifted, *[lambda n=n: (floats(n), n) for n in LENGTHS])


@optimize
def between_rows(m, i):
    for j in range(1, len(m[0]) - 1):
        m[i][j] = m[i - 1][j - 1] + m[i][j + 1] * 0.5 - m[i - 1][j]
    return j


def table(n, shared):
    def build():
        row = floats(n)
        return [row, row if shared else floats(n, 0.5), floats(n, 0.25)], 1
    return build


same(between_rows, table(50, False), table(50, True), table(700, False), table(700, True))


@optimize
def costly(x, y, z, n):
    for i in range(n):
        u = x[i] * 3.0
        y[i] = math.erf(u) - 0.5 * math.erfc(u - z[i]) + u
    return u


def costly_calls(n, aliased):
    def build():
        x = floats(n, 0.03)
        return x, (x if aliased else [0.0] * n), floats(n, 0.02), n
    return build


same(costly, *[costly_calls(n, aliased) for n in LENGTHS for aliased in (False, True)])
same(costly, lambda: ([NAN, INF, -INF, 0.0, -0.0, 1e300, 0.5, 9.99] * 20, [0.0] * 160, [NAN, 0.0, INF, -INF] * 40, 160))


@optimize
def nested_costly(x, y, n):
    for i in range(n):
        s = 0.0
        for k in range(3):
            s += math.erf(x[i] * k)
        y[i] = s


same(nested_costly, *[lambda n=n: (floats(n, 0.04), [0.0] * n, n) for n in (2, 40, 600)])


@optimize
def weighted(x, w, n):
    total = 0.0
    weights = 0.0
    for i in range(n):
        part = x[i] / (w[i] * math.sqrt(w[i]))
        total += part
        weights += w[i]
    return total, weights, part, i


def positive(n, at=None, value=None):
    def build():
        w = [abs(v) + 0.5 for v in floats(n)]
        if at is not None:
            w[at] = value
        return floats(n, 0.2), w, n
    return build


same(weighted, positive(1), positive(50), positive(600))
# What is not finite without any failed check is no reason to raise.
same(weighted, positive(50, 7, INF), positive(50, 7, NAN), positive(50, 49, 1e-300))
bails(weighted, positive(50, 7, 0.0), positive(50, 49, -1.0), positive(50, 0, -0.0))


@optimize
def divisor_lost(x, n):
    s = 0.0
    for i in range(n):
        s += 1.0 / (1.0 + 1.0 / x[i])
    return s


same(divisor_lost, lambda: ([v + 100.0 for v in floats(60)], 60))
bails(divisor_lost, lambda: ([1.0] * 59 + [0.0], 60))


@optimize
def from_infinity(x, s, n):
    for i in range(n):
        s += 1.0 / x[i]
    return s


same(from_infinity, lambda: ([2.0] * 40, INF, 40), lambda: ([2.0] * 40, NAN, 40))
bails(from_infinity, lambda: ([2.0] * 39 + [0.0], INF, 40))


@optimize
def reads_what_the_next_one_stores(a, n):
    for i in range(n - 1):
        k = 0
        u = math.erf(a[i + k])
        k = 1
        a[i + k] = u


same(reads_what_the_next_one_stores, *[lambda n=n: (floats(n, 0.05), n) for n in (40, 600)])


@optimize
def triangles(a, b, n):
    for j in range(n):
        s = 0.0
        for i in range(4):
            for k in range(i):
                s += a[(i + k) * n + j]
        b[j] = s
    return i, k, j, s


same(triangles, *[lambda n=n: (floats(7 * n), [0.0] * n, n) for n in (40, 600)])


@optimize
def rows_below(a, b, n, m):
    for j in range(n):
        s = 0.0
        for i in range(m):
            for k in range(m):
                s += a[(i + k) * n + j]
        b[j] = s
    return i, k, j, s


same(rows_below, *[lambda n=n: (floats(7 * n), [0.0] * n, n, 3) for n in (40, 600)])
