"""Indices wrap when negative and raise when out of range, on reads and stores."""
from comparison import MAX, MIN, bails, either, plain, same
from epochly import optimize


@optimize
def get(values, i):
    return values[i]


@optimize
def put(values, i, x):
    values[i] = x


for values in ([10, 20, 30], [1.5, 2.5, 3.5], [True, False, True]):
    for i in (0, 2, -1, -3, True, False):
        same(get, (values, i))
        same(put, (values, i, values[1]))
    # Out of range: IndexError, with the plain function's line.
    for i in (3, -4, MAX, MIN):
        same(get, (values, i))
        same(put, (values, i, values[1]))
same(get, ([], 0), ([], -1))


@optimize
def literal_indices(values):
    return values[0] + values[-1] + values[1]


same(literal_indices, ([1, 2, 3],), ([1.5, 2.5],), ([1],), ([],))


@optimize
def around(values, n):
    s = 0
    for i in range(-n, n):
        s = s * 2 + values[i]
    return s


same(around, ([1, 2, 3], 3), ([1, 2, 3], 2), ([1, 2, 3], 4), ([], 0))


@optimize
def neighbours(values, out, n):
    for i in range(n):
        out[i] = values[i - 1] + values[i]
    return out[-1]


same(neighbours, ([1, 2, 3], [0, 0, 0], 3), ([1.0, 2.0], [0.0, 0.0], 2), ([1, 2, 3], [0, 0], 3), ([1, 2], [0, 0, 0], 3))


@optimize
def indirect(values, order, n):
    s = 0
    for i in range(n):
        s = s * 10 + values[order[i]]
    return s


same(indirect, ([1, 2, 3], [2, 0, 1], 3), ([1, 2, 3], [-1, -2, -3], 3), ([1, 2, 3], [2, 0, 3], 3))


@optimize
def stores_then_fails(values, n):
    for i in range(n):
        values[i] = values[i] + 1
    return values[0]


# The failing run has incremented each element once, no more and no less.
same(stores_then_fails, ([1, 2, 3], 3), ([1, 2, 3], 5), ([1.5, 2.5], 3))


@optimize
def histogram(values, counts, n):
    for i in range(n):
        counts[values[i]] += 1


same(histogram, ([0, 1, 1, 2], [0, 0, 0], 4), ([0, -1, -1, 2], [0, 0, 0], 4), ([0, 1, 3], [0, 0, 0], 3))


@optimize
def sieve(flags, n):
    count = 0
    for i in range(2, n):
        if flags[i]:
            count += 1
            for j in range(i * i, n, i):
                flags[j] = False
    return count


same(sieve, ([True] * 50, 50), ([True] * 10, 5), ([True] * 10, 12))


@optimize
def get_by_float(values):
    return values[1.0]


either(get_by_float, ([1, 2, 3],))


@optimize
def part(values):
    return values[1:2]


same(part, ([1, 2, 3],), ([1.5, 2.5],), ([True],))


@optimize
def bubble(values, n):
    for i in range(n):
        for j in range(n - 1 - i):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]


same(bubble, ([3, 1, 2, 9, -4], 5), ([3.5, -0.0, 0.0, 1.5], 4))
either(bubble, ([3, 1.5, 2, -9.0], 4), ([True, 2, False], 3))


@optimize
def wide_index(values, i):
    return values[i * 2]


bails(wide_index, ([1, 2], MAX))
