"""Learns weights by gradient descent. Idea: Numba's examples, logistic-regression."""
import math

import epochly

from inputs import ints, matrix

BENCH_SCALE = 30


def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z))


def dot(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


@epochly.optimize
def logistic_regression(labels, samples, weights, rounds, *, rate=0.1):
    n = len(samples)
    m = len(weights)
    for _ in range(rounds):
        gradient = [0.0] * m
        for label, sample in zip(labels, samples):
            error = sigmoid(dot(sample, weights)) - label
            for j in range(m):
                gradient[j] += error * sample[j]
        for j in range(m):
            weights[j] -= rate * gradient[j] / n
    return weights


def setup(scale):
    n = 40 * scale
    return ints(n, 2), matrix(n, 10, -1.0, 1.0), [0.0] * 10, 10
