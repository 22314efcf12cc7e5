"""How long points take to escape, in complex numbers. Idea: Numba's examples, juliaset."""
import epochly

BENCH_SCALE = 8


def escape(z, c, limit):
    for n in range(limit):
        if abs(z) > 2.0:
            return n
        z = z * z + c
    return limit


@epochly.optimize
def julia_set(width, height, limit=100):
    c = complex(-0.4, 0.6)
    image = []
    for row in range(height):
        line = []
        for column in range(width):
            z = complex(3.0 * column / width - 1.5, 2.0 * row / height - 1.0)
            line.append(escape(z, c, limit))
        image.append(line)
    return image


def setup(scale):
    return 20 * scale, 16 * scale
