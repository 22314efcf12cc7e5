"""Sorts by halving, sorting the halves and merging them. Idea: Numba's examples, mergesort."""
import epochly

from inputs import floats

BENCH_SCALE = 100


def merge(left, right):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


def halved(values):
    if len(values) <= 1:
        return values[:]
    middle = len(values) // 2
    return merge(halved(values[:middle]), halved(values[middle:]))


@epochly.optimize
def merge_sort(values):
    return halved(values)


def setup(scale):
    return (floats(200 * scale),)
