"""Heat spreads in a cube, from one buffer to the other and back. Idea: PolyBench/Python, heat-3d."""
import epochly

from inputs import matrix

BENCH_SCALE = 4


def step(source, target):
    n = len(source)
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            for k in range(1, n - 1):
                here = source[i][j][k]
                target[i][j][k] = (0.125 * (source[i + 1][j][k] - 2.0 * here + source[i - 1][j][k])
                                   + 0.125 * (source[i][j + 1][k] - 2.0 * here + source[i][j - 1][k])
                                   + 0.125 * (source[i][j][k + 1] - 2.0 * here + source[i][j][k - 1]) + here)


@epochly.optimize
def heat_3d(a, b, steps):
    for _ in range(steps):
        step(a, b)
        step(b, a)


def setup(scale):
    n = 10 * scale
    return [matrix(n, n, seed=i) for i in range(n)], [matrix(n, n, seed=i) for i in range(n)], 5
