"""Factors a matrix with partial pivoting, swapping whole rows. Idea: pyperformance, scimark lu."""
import epochly

from inputs import matrix

BENCH_SCALE = 8


@epochly.optimize
def lu(a, pivot):
    n = len(a)
    for j in range(n):
        best = j
        largest = abs(a[j][j])
        for i in range(j + 1, n):
            size = abs(a[i][j])
            if size > largest:
                best, largest = i, size
        pivot[j] = best
        if largest == 0.0:
            raise ZeroDivisionError("the matrix is singular")
        if best != j:
            a[j], a[best] = a[best], a[j]
        inverse = 1.0 / a[j][j]
        for i in range(j + 1, n):
            a[i][j] *= inverse
        for i in range(j + 1, n):
            factor = a[i][j]
            for k in range(j + 1, n):
                a[i][k] -= factor * a[j][k]


def setup(scale):
    n = 20 * scale
    return matrix(n, n, -1.0, 1.0), [0] * n
