"""The Lorenz attractor, by Runge and Kutta. Idea: Rosetta Code, Runge-Kutta method."""
import epochly

BENCH_SCALE = 100


def slope(x, y, z, sigma=10.0, rho=28.0, beta=8.0 / 3.0):
    return sigma * (y - x), x * (rho - z) - y, x * y - beta * z


@epochly.optimize
def lorenz(start, steps, dt=0.01):
    x, y, z = start
    path = [(x, y, z)]
    for _ in range(steps):
        k1 = slope(x, y, z)
        k2 = slope(x + dt / 2 * k1[0], y + dt / 2 * k1[1], z + dt / 2 * k1[2])
        k3 = slope(x + dt / 2 * k2[0], y + dt / 2 * k2[1], z + dt / 2 * k2[2])
        k4 = slope(x + dt * k3[0], y + dt * k3[1], z + dt * k3[2])
        x += dt / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        y += dt / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
        z += dt / 6 * (k1[2] + 2 * k2[2] + 2 * k3[2] + k4[2])
        path.append((x, y, z))
    return path


def setup(scale):
    return (1.0, 1.0, 1.05), 200 * scale
