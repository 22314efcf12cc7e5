"""Enlarges an image, mixing the four nearest pixels. Idea: Rosetta Code, bilinear interpolation."""
import epochly

from inputs import matrix

BENCH_SCALE = 8


def mix(a, b, t):
    return a + (b - a) * t


@epochly.optimize
def bilinear(image, factor):
    height, width = len(image), len(image[0])
    rows, columns = int(height * factor), int(width * factor)
    result = []
    for row in range(rows):
        y = row / rows * (height - 1)
        top = int(y)
        line = [0.0] * columns
        for column in range(columns):
            x = column / columns * (width - 1)
            left = int(x)
            upper = mix(image[top][left], image[top][left + 1], x - left)
            lower = mix(image[top + 1][left], image[top + 1][left + 1], x - left)
            line[column] = mix(upper, lower, y - top)
        result.append(line)
    return result


def setup(scale):
    return matrix(16 * scale, 18 * scale, 0.0, 255.0), 1.7
