"""Kernels of many kinds, each compiled once: what the compiler needs for them is in the cache then."""

import array
import math

import epochly


def smoothed(x, y, width, height, steps):
    for _ in range(steps):
        for row in range(1, height - 1):
            for column in range(1, width - 1):
                at = row * width + column
                y[at] = (x[at - 1] + x[at + 1] + x[at - width] + x[at + width]) * 0.25
        for i in range(width * height):
            x[i] = y[i]


def blurred(x, y):
    for row in range(1, len(x) - 1):
        for column in range(1, len(x[row]) - 1):
            y[row][column] = (x[row - 1][column] + x[row][column] + x[row + 1][column]) / 3.0


def products(a, b, n, c):
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i * n + k] * b[k * n + j]
            c[i * n + j] = total


def forces(x, y, fx, fy):
    for i in range(len(x)):
        sum_x = sum_y = 0.0
        for j in range(len(x)):
            dx, dy = x[j] - x[i], y[j] - y[i]
            r = 1.0 / math.sqrt(dx * dx + dy * dy + 0.01)
            sum_x += dx * r * r * r
            sum_y += dy * r * r * r
        fx[i], fy[i] = sum_x, sum_y


def tails(x, y, mean, scale):
    for i in range(len(x)):
        z = (math.log(x[i]) - mean) / scale
        y[i] = 0.5 * math.erfc(z / math.sqrt(2.0)) + math.exp(-z * z) * math.sin(z) + math.erf(z)


def rounds(counts, width, most):
    for i in range(len(counts)):
        x, n = (i % width) / width, 0
        y = (i // width) / width
        while n < most and x * x + y * y < 4.0:
            x, y = x * x - y * y + 0.3, 2.0 * x * y + 0.5
            n += 1
        counts[i] = n


def common(a, b):
    row = [0] * (len(b) + 1)
    for i in range(1, len(a) + 1):
        corner = 0
        for j in range(1, len(b) + 1):
            above = row[j]
            if a[i - 1] == b[j - 1]:
                row[j] = corner + 1
            else:
                row[j] = max(row[j - 1], above)
            corner = above
    return row[len(b)]


def mixed(seed, rounds):
    hits = 0
    for _ in range(rounds):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        if (seed >> 8) % 3 == 0:
            hits += 1
    return hits


def axpy(a, x, y):
    for i in range(len(x)):
        y[i] = a * x[i] + y[i]


def histogram(values, bins):
    for v in values:
        bins[v % len(bins)] += 1


def extremes(x):
    least, most, at = x[0], x[0], 0
    for i, v in enumerate(x):
        if v < least:
            least = v
        if v > most:
            most, at = v, i
    return least, most, at


def total(x):
    result = 0.0
    for i in epochly.prange(len(x)):
        result += x[i] * x[i]
    return result


def running(x):
    for i in range(1, len(x)):
        x[i] += x[i - 1]


def primes(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    for i in range(2, n + 1):
        if flags[i] and i * i <= n:
            for j in range(i * i, n + 1, i):
                flags[j] = False
    return sum([1 for flag in flags if flag])


def square(v):
    return v * v


def squares(x):
    return [square(v) for v in x if v > 0.5]


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def words(text):
    count = 0
    inside = False
    for letter in text:
        if letter == " ":
            inside = False
        elif not inside:
            inside = True
            count += 1
    return count


def spiral(z, n):
    for _ in range(n):
        z = z * z + 0.1j
    return abs(z)


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
