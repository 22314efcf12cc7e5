"""How thick samples lie around each point. Idea: Numba's examples, kernel-density-estimation."""
import math

import epochly

from inputs import floats

BENCH_SCALE = 30


@epochly.optimize
def density(samples, points, bandwidth=0.2):
    scale = 1.0 / (bandwidth * math.sqrt(2.0 * math.pi) * len(samples))
    result = []
    for x in points:
        exponents = [-0.5 * ((x - s) / bandwidth) ** 2 for s in samples]
        largest = max(exponents)
        total = 0.0
        for e in exponents:
            total += math.exp(e - largest)
        result.append(scale * total * math.exp(largest))
    return result


def setup(scale):
    return floats(60 * scale, -2.0, 2.0), floats(10 * scale, -1.0, 1.0, seed=3)
