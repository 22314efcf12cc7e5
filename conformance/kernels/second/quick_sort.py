"""Sorts in place by parting around a pivot, by recursion. Idea: Rosetta Code, Quicksort."""
import epochly

from inputs import floats

BENCH_SCALE = 100


def part(values, low, high):
    if low >= high:
        return
    pivot = values[(low + high) // 2]
    i, j = low, high
    while i <= j:
        while values[i] < pivot:
            i += 1
        while values[j] > pivot:
            j -= 1
        if i <= j:
            values[i], values[j] = values[j], values[i]
            i += 1
            j -= 1
    part(values, low, j)
    part(values, i, high)


@epochly.optimize
def quick_sort(values):
    part(values, 0, len(values) - 1)


def setup(scale):
    return (floats(200 * scale, -1.0, 1.0),)
