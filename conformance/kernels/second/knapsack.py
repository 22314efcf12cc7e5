"""The most valuable load that is not too heavy. Idea: TheAlgorithms/Python, knapsack."""
import epochly

from inputs import ints

BENCH_SCALE = 20


@epochly.optimize
def knapsack(capacity, weights, values):
    n = len(weights)
    best = [[0] * (capacity + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        weight, value = weights[i - 1], values[i - 1]
        for room in range(capacity + 1):
            if weight <= room:
                best[i][room] = max(value + best[i - 1][room - weight], best[i - 1][room])
            else:
                best[i][room] = best[i - 1][room]
    taken = []
    room = capacity
    for i in range(n, 0, -1):
        if best[i][room] != best[i - 1][room]:
            taken.append(i - 1)
            room -= weights[i - 1]
    taken.reverse()
    return best[n][capacity], taken


def setup(scale):
    n = 10 * scale
    return 60 * scale, [1 + w for w in ints(n, 30)], ints(n, 100, 2)
