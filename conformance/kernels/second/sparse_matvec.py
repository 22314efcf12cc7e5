"""A sparse matrix times a vector, over and over. Idea: pyperformance, scimark sparse_mat_mult."""
from array import array

import epochly

from inputs import floats, ints

BENCH_SCALE = 60


@epochly.optimize
def sparse_matvec(values, columns, starts, x, y, rounds=5):
    for _ in range(rounds):
        for row in range(len(y)):
            total = 0.0
            for k in range(starts[row], starts[row + 1]):
                total += values[k] * x[columns[k]]
            y[row] = total


def setup(scale):
    n = 100 * scale
    return (array("d", floats(5 * n)), array("i", ints(5 * n, n)), array("i", range(0, 5 * n + 1, 5)),
            array("d", floats(n, seed=4)), array("d", [0.0]) * n)
