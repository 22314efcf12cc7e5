"""Distances between all pairs of points of many dimensions. Idea: numpy-benchmarks, pairwise."""
import math

import epochly

from inputs import matrix

BENCH_SCALE = 8


@epochly.optimize
def pairwise(points):
    n = len(points)
    distances = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            d = math.sqrt(sum((a - b) ** 2 for a, b in zip(points[i], points[j])))
            distances[i][j] = distances[j][i] = d
    return distances


def setup(scale):
    return (matrix(24 * scale, 12),)
