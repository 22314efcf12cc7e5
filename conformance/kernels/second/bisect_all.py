"""Looks many keys up in a sorted list, and sums what lies up to each. Idea: CPython, bisect."""
import epochly

from inputs import floats

BENCH_SCALE = 60


def bisect_right(a, x, lo=0, hi=None):
    if lo < 0:
        raise ValueError("lo must not be negative")
    if hi is None:
        hi = len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if x < a[mid]:
            hi = mid
        else:
            lo = mid + 1
    return lo


@epochly.optimize
def bisect_all(ordered, keys):
    sums = [0.0]
    for value in ordered:
        sums.append(sums[-1] + value)
    return [sums[bisect_right(ordered, key)] for key in keys]


def setup(scale):
    return sorted(floats(100 * scale)), floats(200 * scale, -0.1, 1.1, seed=2)
