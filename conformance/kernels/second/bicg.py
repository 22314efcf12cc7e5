"""The two products at the heart of the biconjugate gradient method. Idea: PolyBench/Python, bicg."""
import epochly

from inputs import floats, matrix

BENCH_SCALE = 40


@epochly.optimize
def bicg(a, p, r):
    n = len(a)
    m = len(p)
    s = [0.0 for _ in range(m)]
    q = [0.0 for _ in range(n)]
    for i in range(n):
        for j in range(m):
            s[j] += r[i] * a[i][j]
            q[i] += a[i][j] * p[j]
    return s, q


def setup(scale):
    n, m = 18 * scale, 22 * scale
    return matrix(n, m), floats(m, seed=2), floats(n, seed=3)
