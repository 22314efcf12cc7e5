"""Counts the ways to place queens that do not attack each other, by recursion. Idea: pyperformance, nqueens."""
import epochly

BENCH_SCALE = 5


def place(full, columns, left, right):
    if columns == full:
        return 1
    ways = 0
    free = full & ~(columns | left | right)
    while free:
        bit = free & -free
        free ^= bit
        ways += place(full, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return ways


@epochly.optimize
def queens(n):
    return place((1 << n) - 1, 0, 0, 0)


def setup(scale):
    return (5 + scale,)
