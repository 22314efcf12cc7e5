"""The kernels of JavaTwins.java in Python; both give the same numbers."""
import math


def vector_add(a, b, c):
    for i in range(len(c)):
        c[i] = a[i] + b[i]


def saxpy(a, x, y):
    for i in range(len(x)):
        y[i] = a * x[i] + y[i]


def nbody(x, y, z, m, ax, ay, az):
    n = len(x)
    for i in range(n):
        sx = 0.0
        sy = 0.0
        sz = 0.0
        xi = x[i]
        yi = y[i]
        zi = z[i]
        for j in range(n):
            dx = x[j] - xi
            dy = y[j] - yi
            dz = z[j] - zi
            d2 = dx * dx + dy * dy + dz * dz + 0.01
            w = m[j] / (d2 * math.sqrt(d2))
            sx += dx * w
            sy += dy * w
            sz += dz * w
        ax[i] = sx
        ay[i] = sy
        az[i] = sz


def matrix_product(a, b, c, n):
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i * n + k] * b[k * n + j]
            c[i * n + j] = total


def normal(x):
    k = 1 / (1 + 0.2316419 * abs(x))
    p = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    tail = 0.3989422804014327 * math.exp(-0.5 * x * x) * p
    return tail if x < 0 else 1 - tail


def black_scholes(spot, strike, years, rate, volatility, call):
    for i in range(len(call)):
        root = volatility * math.sqrt(years[i])
        d1 = (math.log(spot[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i]) / root
        d2 = d1 - root
        call[i] = spot[i] * normal(d1) - strike[i] * math.exp(-rate * years[i]) * normal(d2)


def histogram(values, counts):
    for i in range(len(values)):
        counts[values[i] % len(counts)] += 1


def life(before, after, width, height):
    for row in range(height):
        above = (row + height - 1) % height
        below = (row + 1) % height
        for column in range(width):
            left = (column + width - 1) % width
            right = (column + 1) % width
            around = (
                before[above * width + left]
                + before[above * width + column]
                + before[above * width + right]
                + before[row * width + left]
                + before[row * width + right]
                + before[below * width + left]
                + before[below * width + column]
                + before[below * width + right]
            )
            alive = around == 3 or around == 2 and before[row * width + column] == 1
            after[row * width + column] = 1 if alive else 0


def results():
    """What each gives for the arguments that the Java side makes as well, in one list."""
    import epochly

    def floats(n, scale):
        return [((i * 7919) % 1009 + 1) * scale for i in range(n)]

    all_results = []

    def run(function, outputs, *arguments):
        epochly.optimize(function)(*arguments)
        for output in outputs:
            all_results.extend(float(value) for value in output)

    n = 500
    c = [0.0] * n
    run(vector_add, [c], floats(n, 0.25), floats(n, 0.5), c)
    y = floats(n, 0.5)
    run(saxpy, [y], 1.25, floats(n, 0.125), y)
    ax, ay, az = [0.0] * n, [0.0] * n, [0.0] * n
    run(nbody, [ax, ay, az], floats(n, 0.1), floats(n, 0.2), floats(n, 0.3), floats(n, 0.01), ax, ay, az)
    product = [0.0] * (40 * 40)
    run(matrix_product, [product], floats(1600, 0.1), floats(1600, 0.2), product, 40)
    call = [0.0] * n
    run(black_scholes, [call], floats(n, 0.1), floats(n, 0.11), floats(n, 0.003), 0.02, 0.3, call)
    counts = [0] * 13
    run(histogram, [counts], [(i * 7919) % 1009 for i in range(n)], counts)
    after = [0] * 900
    run(life, [after], [(i * 7919) % 1009 % 2 for i in range(900)], after, 30, 30)
    return all_results
