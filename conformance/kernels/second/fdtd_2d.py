"""Electric and magnetic fields on two staggered grids. Idea: PolyBench/Python, fdtd-2d."""
import epochly

from inputs import floats, matrix

BENCH_SCALE = 10


@epochly.optimize
def fdtd_2d(ex, ey, hz, source):
    nx = len(ex)
    ny = len(ex[0])
    for value in source:
        for j in range(ny):
            ey[0][j] = value
        for i in range(1, nx):
            for j in range(ny):
                ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j])
        for i in range(nx):
            for j in range(1, ny):
                ex[i][j] -= 0.5 * (hz[i][j] - hz[i][j - 1])
        for i in range(nx - 1):
            for j in range(ny - 1):
                hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j])


def setup(scale):
    nx, ny = 20 * scale, 22 * scale
    return matrix(nx, ny, seed=1), matrix(nx, ny, seed=2), matrix(nx, ny, seed=3), floats(10)
