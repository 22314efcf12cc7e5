"""An orthonormal basis and the triangle that belongs to it. Idea: PolyBench/Python, gramschmidt."""
import math

import epochly

from inputs import matrix

BENCH_SCALE = 8


@epochly.optimize
def gramschmidt(a, q, r):
    m = len(a)
    n = len(a[0])
    for k in range(n):
        norm = sum([a[i][k] * a[i][k] for i in range(m)])
        r[k][k] = math.sqrt(norm)
        for i in range(m):
            q[i][k] = a[i][k] / r[k][k]
        for j in range(k + 1, n):
            r[k][j] = sum([q[i][k] * a[i][j] for i in range(m)])
            for i in range(m):
                a[i][j] -= q[i][k] * r[k][j]


def setup(scale):
    m, n = 24 * scale, 16 * scale
    return matrix(m, n), [[0.0] * n for _ in range(m)], [[0.0] * n for _ in range(n)]
