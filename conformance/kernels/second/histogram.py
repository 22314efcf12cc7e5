"""Counts values in equal bins, then equalizes with the counts. Idea: fast-histogram, histogram1d."""
import epochly

from inputs import floats

BENCH_SCALE = 200


@epochly.optimize
def histogram(values, bins=32):
    low, high = min(values), max(values)
    counts = [0] * bins
    for v in values:
        k = int((v - low) / (high - low) * bins)
        if k == bins:
            k -= 1
        counts[k] += 1
    below = []
    total = 0
    for c in counts:
        below.append(total)
        total += c
    assert total == len(values)
    return counts, [b / total for b in below]


def setup(scale):
    return (floats(500 * scale, -3.0, 5.0),)
