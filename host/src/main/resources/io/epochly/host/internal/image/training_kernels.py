"""Compiles the examples, which stand before this: what the compiler needs for them is in the cache then."""

import array

import epochly

n = 6
numbers = [0.5 + 0.25 * i for i in range(n * n)]


def doubles():
    return array.array("d", numbers)


CALLS = [
    (smoothed, lambda make: (make(), make(), n, n, 2)),
    (blurred, lambda make: ([list(numbers) for _ in range(n)], [list(numbers) for _ in range(n)])),
    (products, lambda make: (make(), make(), n, make())),
    (forces, lambda make: (make(), make(), make(), make())),
    (tails, lambda make: (make(), make(), 0.1, 0.2)),
    (rounds, lambda make: ([0] * n * n, n, 9)),
    (common, lambda make: ([1, 2, 3, 2], [2, 3, 1, 2])),
    (mixed, lambda make: (7, 30)),
    (axpy, lambda make: (2.0, make(), make())),
    (histogram, lambda make: ([3, 1, 4, 1, 5], [0] * 3)),
    (extremes, lambda make: (make(),)),
    (total, lambda make: (make(),)),
    (running, lambda make: (make(),)),
    (primes, lambda make: (30,)),
    (squares, lambda make: (make(),)),
    (fibonacci, lambda make: (6,)),
    (words, lambda make: ("one two  three",)),
    (spiral, lambda make: (0.2 + 0.1j, 4)),
]

for function, arguments in CALLS:
    for level, make in ((2, numbers.copy), (3, doubles)):
        optimized = epochly.optimize(function, level=level)
        optimized(*arguments(make))
        str(epochly.explain(optimized))
