"""Lets heat spread over a metal plate whose upper edge is kept hot.

    ./epochly-host guest-bindings/examples/heat.py [SIZE] [STEPS]

The plate is a typed array of two dimensions: kernels work in its memory, and whole-array operations at
the end need no kernel of one's own.
"""
import sys
import time

import epochly


@epochly.optimize
def spread(plate, following, steps):
    """Moves each inner point to the mean of its neighbours, steps times; the edges stay."""
    rows, columns = plate.shape
    for step in range(steps):
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                around = plate[i - 1, j] + plate[i + 1, j] + plate[i, j - 1] + plate[i, j + 1]
                following[i, j] = around * 0.25
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                plate[i, j] = following[i, j]


def heated(size):
    plate = epochly.zeros((size, size))
    plate[0] = 100.0
    return plate


def main(arguments):
    size = int(arguments[0]) if arguments else 100
    steps = int(arguments[1]) if len(arguments) > 1 else 20
    if size < 3 or steps < 0:
        sys.exit("SIZE is at least 3 points, STEPS at least 0.")
    print(f"{size} x {size} points, {steps} steps")
    plates = []
    for name, function in (("plain", spread.__wrapped__), ("optimized", spread)):
        times = []
        for _ in range(3):
            plate = heated(size)
            start = time.perf_counter()
            function(plate, plate.copy(), steps)
            times.append((time.perf_counter() - start) * 1e3)
        plates.append(plate)
        print(f"{name:9} first {times[0]:9.1f} ms, best of 3 {min(times):9.1f} ms")
    plain, optimized = plates
    if not (plain == optimized).min():
        sys.exit("plain and optimized differ")
    mean = optimized.sum() / optimized.size
    print(f"between {optimized.min():.2f} and {optimized.max():.2f} degrees, {mean:.2f} on average")
    distance = (optimized - mean) ** 2
    print(f"the standard deviation is {(distance.sum() / distance.size) ** 0.5:.2f} degrees")
    print(epochly.explain(spread))


main(sys.argv[1:])
