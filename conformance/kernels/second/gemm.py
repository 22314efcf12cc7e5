"""The product of two matrices, scaled and added to a third. Idea: PolyBench/Python, gemm."""
import epochly

from inputs import matrix

BENCH_SCALE = 8


@epochly.optimize
def gemm(alpha, beta, a, b, c):
    rows = len(a)
    inner = len(b)
    columns = len(b[0])
    for i in range(rows):
        for j in range(columns):
            c[i][j] *= beta
        for k in range(inner):
            for j in range(columns):
                c[i][j] += alpha * a[i][k] * b[k][j]


def setup(scale):
    n = 16 * scale
    return 1.5, 1.2, matrix(n, n + 2, seed=1), matrix(n + 2, n + 4, seed=2), matrix(n, n + 4, seed=3)
