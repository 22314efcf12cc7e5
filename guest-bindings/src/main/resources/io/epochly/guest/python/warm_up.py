"""Functions of many kinds, which the compiler is made warm with.

A parameter's annotation says what it gets: int, float, or floats, ints and rows of floats; few of them where a
function takes its time. Those without one are for guests only.
"""

import math

import epochly


def smoothed(x: "floats", y: "floats", width: "int", height: "int", steps: "int"):
    for _ in range(steps):
        for row in range(1, height - 1):
            for column in range(1, width - 1):
                at = row * width + column
                y[at] = (x[at - 1] + x[at + 1] + x[at - width] + x[at + width]) * 0.25
        for i in range(width * height):
            x[i] = y[i]


def blurred(x: "rows", y: "rows"):
    for row in range(1, len(x) - 1):
        for column in range(1, len(x[row]) - 1):
            y[row][column] = (x[row - 1][column] + x[row][column] + x[row + 1][column]) / 3.0


def products(a: "floats", b: "floats", n: "int", c: "floats"):
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i * n + k] * b[k * n + j]
            c[i * n + j] = total


def forces(x: "few floats", y: "few floats", fx: "few floats", fy: "few floats"):
    for i in range(len(x)):
        sum_x = sum_y = 0.0
        for j in range(len(x)):
            dx, dy = x[j] - x[i], y[j] - y[i]
            r = 1.0 / math.sqrt(dx * dx + dy * dy + 0.01)
            sum_x += dx * r * r * r
            sum_y += dy * r * r * r
        fx[i], fy[i] = sum_x, sum_y


def tails(x: "floats", y: "floats", mean: "float", scale: "float"):
    for i in range(len(x)):
        z = (math.log(x[i]) - mean) / scale
        y[i] = 0.5 * math.erfc(z / math.sqrt(2.0)) + math.exp(-z * z) * math.sin(z) + math.erf(z)


def rounds(counts: "ints", width: "int", most: "int"):
    for i in range(len(counts)):
        x, n = (i % width) / width, 0
        y = (i // width) / width
        while n < most and x * x + y * y < 4.0:
            x, y = x * x - y * y + 0.3, 2.0 * x * y + 0.5
            n += 1
        counts[i] = n


def common(a: "few ints", b: "few ints"):
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


def mixed(seed: "int", rounds: "int"):
    hits = 0
    for _ in range(rounds):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        if (seed >> 8) % 3 == 0:
            hits += 1
    return hits


def axpy(a: "float", x: "floats", y: "floats"):
    for i in range(len(x)):
        y[i] = a * x[i] + y[i]


def histogram(values: "ints", bins: "ints"):
    for v in values:
        bins[v % len(bins)] += 1


def extremes(x: "floats"):
    least, most, at = x[0], x[0], 0
    for i, v in enumerate(x):
        if v < least:
            least = v
        if v > most:
            most, at = v, i
    return least, most, at


def total(x: "floats"):
    result = 0.0
    for i in epochly.prange(len(x)):
        result += x[i] * x[i]
    return result


def running(x: "floats"):
    for i in range(1, len(x)):
        x[i] += x[i - 1]


def primes(n: "int"):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    for i in range(2, n + 1):
        if flags[i] and i * i <= n:
            for j in range(i * i, n + 1, i):
                flags[j] = False
    return sum([1 for flag in flags if flag])


def square(v):
    return v * v


def squares(x: "floats"):
    return [square(v) for v in x if v > 0.5]


def fibonacci(n: "int"):
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
