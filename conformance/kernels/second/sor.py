"""Successive over-relaxation on rows of array('d'). Idea: pyperformance, scimark sor."""
from array import array

import epochly

from inputs import matrix

BENCH_SCALE = 12


@epochly.optimize
def sor(omega, grid, cycles):
    height = len(grid)
    width = len(grid[0])
    for _ in range(cycles):
        for y in range(1, height - 1):
            above, row, below = grid[y - 1], grid[y], grid[y + 1]
            for x in range(1, width - 1):
                row[x] = (omega * 0.25 * (above[x] + below[x] + row[x - 1] + row[x + 1])
                          + (1.0 - omega) * row[x])


def setup(scale):
    return 1.25, [array("d", row) for row in matrix(20 * scale, 20 * scale)], 10
