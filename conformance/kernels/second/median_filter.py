"""Replaces each pixel by the median around it. Idea: TheAlgorithms/Python, median_filter."""
import epochly

from inputs import ints

BENCH_SCALE = 6


@epochly.optimize
def median_filter(image, radius=1):
    height, width = len(image), len(image[0])
    result = [row[:] for row in image]
    for y in range(radius, height - radius):
        for x in range(radius, width - radius):
            window = []
            for dy in range(-radius, radius + 1):
                for dx in range(-radius, radius + 1):
                    window.append(image[y + dy][x + dx])
            window.sort()
            result[y][x] = window[len(window) // 2]
    return result


def setup(scale):
    return ([ints(24 * scale, 256, row + 1) for row in range(20 * scale)],)
