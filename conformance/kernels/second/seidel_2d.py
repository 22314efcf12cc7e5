"""Sweeps over a grid, each cell becoming the mean of its neighbourhood. Idea: PolyBench/Python, seidel-2d."""
import epochly

from inputs import matrix

BENCH_SCALE = 12


@epochly.optimize
def seidel_2d(grid, steps):
    n = len(grid)
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                total = grid[i - 1][j - 1] + grid[i - 1][j] + grid[i - 1][j + 1]
                total += grid[i][j - 1] + grid[i][j] + grid[i][j + 1]
                total += grid[i + 1][j - 1] + grid[i + 1][j] + grid[i + 1][j + 1]
                grid[i][j] = total / 9.0


def setup(scale):
    return matrix(20 * scale, 20 * scale), 10
