"""Blurs an image, rows first, then columns. Idea: Numba's examples, gaussian-blur."""
import math

import epochly

from inputs import matrix

BENCH_SCALE = 10


def weights(radius, sigma):
    raw = [math.exp(-(d * d) / (2.0 * sigma * sigma)) for d in range(-radius, radius + 1)]
    total = sum(raw)
    return [w / total for w in raw]


@epochly.optimize
def gaussian_blur(image, radius=3, sigma=1.5):
    kernel = weights(radius, sigma)
    height = len(image)
    width = len(image[0])
    rows = [[0.0] * width for _ in range(height)]
    result = [[0.0] * width for _ in range(height)]
    for y in range(height):
        for x in range(width):
            total = 0.0
            for d in range(-radius, radius + 1):
                total += kernel[d + radius] * image[y][min(max(x + d, 0), width - 1)]
            rows[y][x] = total
    for y in range(height):
        for x in range(width):
            total = 0.0
            for d in range(-radius, radius + 1):
                total += kernel[d + radius] * rows[min(max(y + d, 0), height - 1)][x]
            result[y][x] = total
    return result


def setup(scale):
    return (matrix(20 * scale, 24 * scale),)
