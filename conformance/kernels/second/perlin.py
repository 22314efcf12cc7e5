"""Gradient noise over a plane. Idea: Rosetta Code, Perlin noise."""
import math

import epochly

from inputs import ints

BENCH_SCALE = 10


def fade(t):
    return t * t * t * (t * (t * 6 - 15) + 10)


def lerp(t, a, b):
    return a + t * (b - a)


def gradient(code, x, y):
    h = code & 3
    u = x if h & 1 == 0 else -x
    v = y if h & 2 == 0 else -y
    return u + v


def noise(table, x, y):
    cell_x = math.floor(x) & 255
    cell_y = math.floor(y) & 255
    x -= math.floor(x)
    y -= math.floor(y)
    u, v = fade(x), fade(y)
    a = table[cell_x] + cell_y
    b = table[cell_x + 1] + cell_y
    return lerp(v, lerp(u, gradient(table[a], x, y), gradient(table[b], x - 1, y)),
                lerp(u, gradient(table[a + 1], x, y - 1), gradient(table[b + 1], x - 1, y - 1)))


@epochly.optimize
def perlin(table, width, height, octaves=4):
    image = []
    for row in range(height):
        for column in range(width):
            total = 0.0
            amplitude = 1.0
            frequency = 0.05
            for _ in range(octaves):
                total += amplitude * noise(table, column * frequency, row * frequency)
                amplitude /= 2
                frequency *= 2
            image.append(total)
    return image


def setup(scale):
    permutation = ints(256, 256)
    return permutation * 2 + [0, 0], 20 * scale, 16 * scale
