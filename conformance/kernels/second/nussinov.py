"""The most pairs that a strand of RNA can fold into. Idea: PolyBench/Python, nussinov."""
import epochly

from inputs import ints

BENCH_SCALE = 8


def match(a, b):
    return 1 if a + b == 3 else 0


@epochly.optimize
def nussinov(sequence):
    n = len(sequence)
    table = [[0] * n for _ in range(n)]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            best = max(table[i][j - 1], table[i + 1][j])
            if i < j - 1:
                best = max(best, table[i + 1][j - 1] + match(sequence[i], sequence[j]))
            for k in range(i + 1, j):
                best = max(best, table[i][k] + table[k + 1][j])
            table[i][j] = best
    return table[0][n - 1]


def setup(scale):
    return (ints(30 * scale, 4),)
