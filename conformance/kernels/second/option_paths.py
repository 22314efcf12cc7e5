"""Prices an option by simulated paths, with normal numbers from Box and Muller. Idea: Numba's examples,
monte_carlo_pricer."""
import math

import epochly

BENCH_SCALE = 40


@epochly.optimize
def option_paths(spot, strike, years, rate, volatility, paths, steps, seed=42):
    dt = years / steps
    drift = (rate - 0.5 * volatility ** 2) * dt
    shake = volatility * math.sqrt(dt)
    mask = (1 << 31) - 1
    total = 0.0
    for _ in range(paths):
        price = spot
        for _ in range(steps):
            seed = (1103515245 * seed + 12345) & mask
            u = (seed + 1) / (mask + 2)
            seed = (1103515245 * seed + 12345) & mask
            v = seed / (mask + 1)
            z = math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)
            price *= math.exp(drift + shake * z)
        total += max(price - strike, 0.0)
    return math.exp(-rate * years) * total / paths


def setup(scale):
    return 20.83, 21.5, 0.25, 0.021, 0.2, 40 * scale, 20
