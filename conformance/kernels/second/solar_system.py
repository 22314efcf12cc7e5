"""Planets pull each other, step by step; the energy tells how well. Idea: pyperformance, nbody."""
import math

import epochly

from inputs import matrix

BENCH_SCALE = 60


def energy(bodies):
    e = 0.0
    for i, body in enumerate(bodies):
        e += 0.5 * body[6] * (body[3] ** 2 + body[4] ** 2 + body[5] ** 2)
        for other in bodies[i + 1:]:
            dx = body[0] - other[0]
            dy = body[1] - other[1]
            dz = body[2] - other[2]
            e -= body[6] * other[6] / math.sqrt(dx * dx + dy * dy + dz * dz)
    return e


def advance(bodies, dt):
    n = len(bodies)
    for i in range(n):
        a = bodies[i]
        for j in range(i + 1, n):
            b = bodies[j]
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            mag = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
            a[3] -= dx * b[6] * mag
            a[4] -= dy * b[6] * mag
            a[5] -= dz * b[6] * mag
            b[3] += dx * a[6] * mag
            b[4] += dy * a[6] * mag
            b[5] += dz * a[6] * mag
    for body in bodies:
        body[0] += dt * body[3]
        body[1] += dt * body[4]
        body[2] += dt * body[5]


@epochly.optimize
def solar_system(bodies, steps, dt=0.01):
    before = energy(bodies)
    for _ in range(steps):
        advance(bodies, dt)
    return before, energy(bodies)


def setup(scale):
    return matrix(5, 7, 0.1, 4.0), 50 * scale
