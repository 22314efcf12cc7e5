"""Spins of a magnet flip by chance. Idea: numba-benchmark, ising."""
from math import exp, log, sqrt

import epochly

from inputs import ints

BENCH_SCALE = 10
TEMPERATURE = 2.0 / log(1.0 + sqrt(2.0))


def change(spins, i, j):
    n, m = len(spins), len(spins[0])
    around = 0
    for di in range(-1, 2):
        for dj in range(-1, 2):
            if (di, dj) != (0, 0):
                around += spins[(i + di) % n][(j + dj) % m]
    return 2 * spins[i][j] * around


@epochly.optimize
def ising(spins, sweeps, seed=7):
    flipped = 0
    for _ in range(sweeps):
        for i in range(len(spins)):
            for j in range(len(spins[i])):
                cost = change(spins, i, j)
                seed = (seed * 16807) % 2147483647
                if cost <= 0 or exp(-cost / TEMPERATURE) > seed / 2147483647:
                    spins[i][j] *= -1
                    flipped += 1
    return flipped


def setup(scale):
    return [[2 * value - 1 for value in ints(20 * scale, 2, row + 1)] for row in range(20 * scale)], 3
