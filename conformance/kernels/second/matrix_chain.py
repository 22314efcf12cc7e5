"""The cheapest order in which to multiply matrices. Idea: TheAlgorithms/Python, matrix_chain_order."""
import epochly

from inputs import ints

BENCH_SCALE = 8


@epochly.optimize
def matrix_chain(sizes):
    n = len(sizes)
    cost = [[0] * n for _ in range(n)]
    split = [[0] * n for _ in range(n)]
    for length in range(2, n):
        for a in range(1, n - length + 1):
            b = a + length - 1
            best = None
            for c in range(a, b):
                price = cost[a][c] + cost[c + 1][b] + sizes[a - 1] * sizes[c] * sizes[b]
                if best is None or price < best:
                    best = price
                    split[a][b] = c
            cost[a][b] = best
    return cost, split


def setup(scale):
    return ([5 + size for size in ints(24 * scale, 60)],)
