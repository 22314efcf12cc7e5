"""Solves a Toeplitz system by Durbin's recursion. Idea: PolyBench/Python, durbin."""
import epochly

from inputs import floats

BENCH_SCALE = 40


@epochly.optimize
def durbin(r):
    n = len(r)
    y = [-r[0]]
    beta = 1.0
    alpha = -r[0]
    for k in range(1, n):
        beta *= 1.0 - alpha * alpha
        total = 0.0
        for i in range(k):
            total += r[k - i - 1] * y[i]
        alpha = -(r[k] + total) / beta
        z = y[:]
        for i in range(k):
            y[i] = z[i] + alpha * z[k - i - 1]
        y.append(alpha)
    return y


def setup(scale):
    n = 40 * scale
    return ([value / n for value in floats(n, -0.5, 0.5)],)
