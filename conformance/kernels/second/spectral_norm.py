"""The spectral norm of an endless matrix, by the power method. Idea: pyperformance, spectral_norm."""
import math

import epochly

BENCH_SCALE = 8


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(u):
    n = len(u)
    return [sum([entry(i, j) * u[j] for j in range(n)]) for i in range(n)]


def transposed_times(u):
    n = len(u)
    result = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += entry(j, i) * u[j]
        result.append(total)
    return result


@epochly.optimize
def spectral_norm(n):
    u = [1.0] * n
    v = [1.0] * n
    for _ in range(10):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    uv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    return math.sqrt(uv / vv)


def setup(scale):
    return (16 * scale,)
