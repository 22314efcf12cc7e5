"""An American put on a tree of prices. Idea: QuantLib, BinomialVanillaEngine."""
import math

import epochly

BENCH_SCALE = 16


@epochly.optimize
def binomial_tree(spot, strike, years, rate, volatility, steps):
    dt = years / steps
    up = math.exp(volatility * math.sqrt(dt))
    down = 1.0 / up
    p = (math.exp(rate * dt) - down) / (up - down)
    discount = math.exp(-rate * dt)
    values = [max(strike - spot * up ** j * down ** (steps - j), 0.0) for j in range(steps + 1)]
    for step in range(steps - 1, -1, -1):
        for j in range(step + 1):
            hold = discount * (p * values[j + 1] + (1.0 - p) * values[j])
            exercise = strike - spot * up ** (2 * j - step)
            values[j] = max(hold, exercise)
    return values[0]


def setup(scale):
    return 100.0, 105.0, 1.0, 0.03, 0.25, 30 * scale
