"""Groups points around the centres nearest to them. Idea: Numba's examples, k-means."""
from math import sqrt

import epochly

from inputs import matrix

BENCH_SCALE = 40


@epochly.optimize
def k_means(points, centres, rounds):
    count = len(centres)
    nearest = [0] * len(points)
    for _ in range(rounds):
        for i, (x, y) in enumerate(points):
            best = float("inf")
            for c in range(count):
                dx = x - centres[c][0]
                dy = y - centres[c][1]
                distance = sqrt(dx * dx + dy * dy)
                if distance < best:
                    best = distance
                    nearest[i] = c
        sums = [[0.0, 0.0] for _ in range(count)]
        sizes = [0] * count
        for point, c in zip(points, nearest):
            sums[c][0] += point[0]
            sums[c][1] += point[1]
            sizes[c] += 1
        for c in range(count):
            if sizes[c]:
                centres[c] = [sums[c][0] / sizes[c], sums[c][1] / sizes[c]]
    return nearest


def setup(scale):
    return matrix(100 * scale, 2), matrix(6, 2, seed=9), 8
