"""Sorts in place over shrinking gaps. Idea: TheAlgorithms/Python, shell_sort."""
import epochly

from inputs import ints

BENCH_SCALE = 100


@epochly.optimize
def shell_sort(values):
    for gap in [701, 301, 132, 57, 23, 10, 4, 1]:
        for i in range(gap, len(values)):
            moving = values[i]
            j = i
            while j >= gap and values[j - gap] > moving:
                values[j] = values[j - gap]
                j -= gap
            if j != i:
                values[j] = moving
    return values


def setup(scale):
    return (ints(200 * scale, 100000),)
