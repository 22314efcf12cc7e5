"""Two chemicals react and spread on a torus. Idea: numpy-benchmarks, grayscott."""
import epochly

BENCH_SCALE = 6


def laplacian(grid, y, x):
    n = len(grid)
    return grid[y - 1][x] + grid[(y + 1) % n][x] + grid[y][x - 1] + grid[y][(x + 1) % n] - 4.0 * grid[y][x]


@epochly.optimize
def gray_scott(u, v, steps, feed=0.035, kill=0.065):
    n = len(u)
    for _ in range(steps):
        new_u = [[0.0] * n for _ in range(n)]
        new_v = [[0.0] * n for _ in range(n)]
        for y in range(n):
            for x in range(n):
                a, b = u[y][x], v[y][x]
                reaction = a * b * b
                new_u[y][x] = a + 0.16 * laplacian(u, y, x) - reaction + feed * (1.0 - a)
                new_v[y][x] = b + 0.08 * laplacian(v, y, x) + reaction - (feed + kill) * b
        u, v = new_u, new_v
    return u, v


def setup(scale):
    n = 20 * scale
    middle = range(n // 2 - 3, n // 2 + 3)
    u = [[0.5 if x in middle and y in middle else 1.0 for x in range(n)] for y in range(n)]
    v = [[0.25 if x in middle and y in middle else 0.0 for x in range(n)] for y in range(n)]
    return u, v, 10
