"""A recursive edge filter along both axes of an image. Idea: PolyBench/Python, deriche."""
import math

import epochly

from inputs import matrix

BENCH_SCALE = 12


@epochly.optimize
def deriche(image, alpha=0.25):
    width = len(image)
    height = len(image[0])
    k = (1.0 - math.exp(-alpha)) ** 2 / (1.0 + 2.0 * alpha * math.exp(-alpha) - math.exp(2.0 * alpha))
    a1 = a5 = k
    a2 = a6 = k * math.exp(-alpha) * (alpha - 1.0)
    a3 = a7 = k * math.exp(-alpha) * (alpha + 1.0)
    a4 = a8 = -k * math.exp(-2.0 * alpha)
    b1 = 2.0 ** -alpha
    b2 = -math.exp(-2.0 * alpha)
    out = [[0.0 for _ in range(height)] for _ in range(width)]
    for i in range(width):
        forth = [0.0] * height
        y1 = y2 = x1 = 0.0
        for j in range(height):
            forth[j] = a1 * image[i][j] + a2 * x1 + b1 * y1 + b2 * y2
            x1 = image[i][j]
            y1, y2 = forth[j], y1
        y1 = y2 = x1 = x2 = 0.0
        for j in reversed(range(height)):
            back = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2
            x1, x2 = image[i][j], x1
            y1, y2 = back, y1
            out[i][j] = forth[j] + back
    for j in range(height):
        forth = [0.0] * width
        y1 = y2 = x1 = 0.0
        for i in range(width):
            forth[i] = a5 * out[i][j] + a6 * x1 + b1 * y1 + b2 * y2
            x1 = out[i][j]
            y1, y2 = forth[i], y1
        y1 = y2 = x1 = x2 = 0.0
        for i in reversed(range(width)):
            back = a7 * x1 + a8 * x2 + b1 * y1 + b2 * y2
            x1, x2 = out[i][j], x1
            y1, y2 = back, y1
            out[i][j] = forth[i] + back
    return out


def setup(scale):
    return (matrix(24 * scale, 20 * scale),)
