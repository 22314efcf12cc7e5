"""The work of the eight kernels under other names, with other orders of parameters and of statements."""
import math as m
from math import sqrt

from comparison import same
from epochly import optimize


@optimize
def escape(limit, width, height, image):
    cell = 0
    while cell < width * height:
        im = (cell // width) * 2.0 / height - 1.0
        re = (cell % width) * 3.0 / width - 2.0
        count = 0
        b = 0.0
        a = 0.0
        while count < limit and a * a + b * b <= 4.0:
            next_a = a * a - b * b + re
            b = 2.0 * a * b + im
            a = next_a
            count += 1
        image[cell] = count
        cell += 1


@optimize
def product(size, left, right, result):
    for column in range(size):
        for row in range(size):
            total = 0.0
            for k in range(size):
                total = total + left[row * size + k] * right[k * size + column]
            result[row * size + column] = total


@optimize
def relax(rounds, side, new, old):
    for r in range(rounds):
        for column in range(1, side - 1):
            for row in range(1, side - 1):
                new[row * side + column] = 0.2 * (
                    old[(row - 1) * side + column] + old[(row + 1) * side + column]
                    + old[row * side + column - 1] + old[row * side + column] + old[row * side + column + 1])
        for row in range(1, side - 1):
            for column in range(1, side - 1):
                old[row * side + column] = 0.2 * (
                    new[(row - 1) * side + column] + new[(row + 1) * side + column]
                    + new[row * side + column - 1] + new[row * side + column] + new[row * side + column + 1])


@optimize
def price(rate, sigma, count, years, strike, spot, result):
    for option in range(count):
        spread = sigma * sqrt(years[option])
        d1 = ((rate + 0.5 * sigma * sigma) * years[option] + m.log(spot[option] / strike[option])) / spread
        d2 = d1 - spread
        discounted = strike[option] * m.exp(-rate * years[option])
        result[option] = (0.5 * (1.0 + m.erf(d1 / sqrt(2.0))) * spot[option]
                          - 0.5 * (1.0 + m.erf(d2 / sqrt(2.0))) * discounted)


@optimize
def gravity(count, mass, gz, gy, gx, pz, py, px):
    for one in range(count):
        sz = 0.0
        sy = 0.0
        sx = 0.0
        other = 0
        while other < count:
            oz = pz[other] - pz[one]
            oy = py[other] - py[one]
            ox = px[other] - px[one]
            square = 0.01 + oz * oz + oy * oy + ox * ox
            pull = mass[other] / (sqrt(square) * square)
            sz += oz * pull
            sx += ox * pull
            sy += oy * pull
            other += 1
        gx[one], gy[one], gz[one] = sx, sy, sz


@optimize
def odd_draws(rounds):
    state = 12345
    odd = 0
    while rounds > 0:
        state = (12345 + 1103515245 * state) & 0x7FFFFFFF
        odd += state & 1
        rounds -= 1
    return odd


@optimize
def distance(row, above, m_length, n_length, second, first):
    for j in range(m_length + 1):
        above[j] = j
    i = 1
    while i <= n_length:
        row[0] = i
        for j in range(1, m_length + 1):
            row[j] = min(above[j - 1] + (first[i - 1] != second[j - 1]), row[j - 1] + 1, above[j] + 1)
        for j in range(m_length, -1, -1):
            above[j] = row[j]
        i += 1
    return above[m_length]


@optimize
def scaled_sum(count, target, source, factor):
    for index in range(count - 1, -1, -1):
        target[index] += source[index] * factor


def some(n, step=0.37):
    return [(i * step) % 3.0 + 0.1 for i in range(n)]


same(escape, lambda: (40, 7, 5, [0] * 35), lambda: (40, 7, 5, [0] * 30))
same(product, lambda: (5, some(25), some(25, 0.7), [0.0] * 25), lambda: (5, some(25), some(24), [0.0] * 25))
same(relax, lambda: (3, 6, some(36), some(36, 0.7)), lambda: (3, 6, some(36), some(30)))
same(price, lambda: (0.03, 0.3, 9, some(9), some(9, 0.7), some(9, 0.9), [0.0] * 9),
     lambda: (0.03, 0.3, 9, some(9), some(9), some(9), [0.0] * 8))
same(gravity, lambda: (6, some(6), [0.0] * 6, [0.0] * 6, [0.0] * 6, some(6, 0.5), some(6, 0.7), some(6, 0.9)),
     lambda: (6, some(6), [0.0] * 6, [0.0] * 6, [0.0] * 5, some(6), some(6), some(6)))
same(odd_draws, (1000,), (0,))
same(distance, lambda: ([0] * 6, [0] * 6, 5, 4, [1, 2, 3, 4, 5], [1, 3, 3, 5]),
     lambda: ([0] * 6, [0] * 5, 5, 4, [1, 2, 3, 4, 5], [1, 3, 3, 5]))
same(scaled_sum, lambda: (20, some(20), some(20, 0.7), 0.5), lambda: (20, some(20), some(19), 0.5))
