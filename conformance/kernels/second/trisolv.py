"""Solves a triangular system, row by row. Idea: PolyBench/Python, trisolv."""
import epochly

from inputs import floats, matrix

BENCH_SCALE = 40


@epochly.optimize
def trisolv(lower, b):
    x = []
    for i, row in enumerate(lower):
        rest = b[i]
        for j in range(i):
            rest -= row[j] * x[j]
        x.append(rest / row[i])
    return x


def setup(scale):
    n = 24 * scale
    lower = matrix(n, n, -0.1, 0.1)
    for i in range(n):
        lower[i][i] += 1.0
    return lower, floats(n)
