"""Finds the edges of an image by two small masks. Idea: TheAlgorithms/Python, sobel_filter."""
import math

import epochly

from inputs import ints

BENCH_SCALE = 8

ACROSS = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
DOWN = [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]


@epochly.optimize
def sobel(image):
    height = len(image)
    width = len(image[0])
    edges = [[0] * width for _ in range(height)]
    steepest = 0.0
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            gx = gy = 0
            for j in range(3):
                for i in range(3):
                    pixel = image[y + j - 1][x + i - 1]
                    gx += ACROSS[j][i] * pixel
                    gy += DOWN[j][i] * pixel
            strength = math.hypot(gx, gy)
            steepest = max(steepest, strength)
            edges[y][x] = min(255, int(strength))
    return edges, steepest


def setup(scale):
    return ([ints(24 * scale, 256, row + 1) for row in range(20 * scale)],)
