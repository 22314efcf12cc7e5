"""A matrix, transposed, times the matrix times a vector. Idea: PolyBench/Python, atax."""
import epochly

from inputs import floats, matrix

BENCH_SCALE = 40


@epochly.optimize
def atax(a, x):
    y = [0.0] * len(x)
    for row in a:
        t = 0.0
        for value, factor in zip(row, x):
            t += value * factor
        for j, value in enumerate(row):
            y[j] += value * t
    return y


def setup(scale):
    return matrix(20 * scale, 24 * scale), floats(24 * scale, seed=5)
