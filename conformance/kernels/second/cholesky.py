"""Factors a positive definite matrix in place. Idea: PolyBench/Python, cholesky."""
from math import sqrt

import epochly

from inputs import matrix

BENCH_SCALE = 10


@epochly.optimize
def cholesky(a):
    for i in range(len(a)):
        for j in range(i):
            for k in range(j):
                a[i][j] -= a[i][k] * a[j][k]
            a[i][j] /= a[j][j]
        for k in range(i):
            a[i][i] -= a[i][k] ** 2
        a[i][i] = sqrt(a[i][i])


def setup(scale):
    n = 20 * scale
    b = matrix(n, n)
    for i in range(n):
        for j in range(i):
            b[i][j] = b[j][i]
        b[i][i] += n
    return (b,)
