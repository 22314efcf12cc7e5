"""sort(), sorted(), reverse() and list(), loops over tuples, tuples compared, and rows unpacked."""
import array
import types

from comparison import FLOATS, NAN, bails, either, plain, same
from epochly import optimize


@optimize
def sorted_copy(values):
    return sorted(values)


same(sorted_copy, ([3, 1, 2],), ([2.5, -1.5, 2.5, float("inf"), float("-inf"), 0.0, 0.0],), ([True, False, True],),
     ([2**40, -3, 7],), ((array.array("d", [2.0, 1.0])),), (bytes([3, 1, 2]),))
bails(sorted_copy, (FLOATS,), ([0.0, -0.0, 1.0],), ([1.0, NAN, 0.5],))


@optimize
def sorts_in_place(n):
    made = [(i * 7919) % 101 for i in range(n)]
    other = made
    made.sort()
    return made, other, made is None


same(sorts_in_place, (0,), (1,), (2,), (500,))


@optimize
def sorts_rows(n):
    rows = [[(i * 31 + j * 17) % 7 for j in range(n)] for i in range(n)]
    for row in rows:
        row.sort()
    rows[-1].reverse()
    return rows


same(sorts_rows, (1,), (5,))


@optimize
def sorts_either(values, own):
    chosen = values
    if own:
        chosen = values[:]
    chosen.sort()
    return chosen


same(sorts_either, ([3.0, 1.0, 2.0], True))
bails(sorts_either, ([3.0, 1.0, 2.0], False))


@optimize
def sorts_argument(values):
    values.sort()
    return values


plain(sorts_argument, "values.sort()", ([3, 1, 2],))


@optimize
def backwards(values):
    values.reverse()
    return values


either(backwards, ([],))
same(backwards, ([1],), ([1, 2],), ([1.5, -0.0, NAN],), ([True, False, False],), ([2**40, 1, 2],))


@optimize
def row_backwards(rows, i):
    rows[i].reverse()


same(row_backwards, ([[1.0, 2.0], [3.0, 4.0, 5.0]], 1), ([[1.0, 2.0], [3.0, 4.0, 5.0]], -2))
bails(row_backwards, ([[1.0, 2.0], [3.0, 4.0, 5.0]], 2))


@optimize
def copies(values, n):
    a = list(values)
    b = list(range(n, 0, -2))
    c = list()
    c.append(1.5)
    a[0] = values[1]
    return a, b, c, list(reversed(b))


same(copies, ([1.0, 2.0], 7), ([1, 2], 0))


@optimize
def copied_rows(rows):
    outer = list(rows)
    outer.append(list(rows[0]))
    outer[-1][0] = 9.0
    return outer


same(copied_rows, ([[1.0, 2.0], [3.0]],))


@optimize
def neighbours(grid, n):
    total = 0
    for y in range(n):
        for x in range(n):
            for dy in (-1, 0, 1):
                for dx in (1, 0, -1):
                    if (dy, dx) != (0, 0):
                        total += grid[(y + dy) % n][(x + dx) % n] * (dy + 2)
    return total


same(neighbours, ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 3))


@optimize
def over_tuples(a, b):
    log = []
    for x in (a, b, a * b, 0.5):
        log.append(x)
        a += 1.0
    for i, k in enumerate((1, 2, 4, 8)):
        log.append(i * k + a)
    for k in (3, 2, 1):
        log.append(k * 1.0)
    for flag in (True, False):
        log.append(1.0 if flag else 2.0)
    for x in (7.5,):
        log.append(x)
    return log


same(over_tuples, (1.5, -2.0))


@optimize
def compares_tuples(a, b, c):
    return (a, b) == (b, c), (a, (b, c)) != (a, (b, a)), (a, b) == (a, b, c), (a,) == (True,)


same(compares_tuples, (1, 1, 1), (1, 2, 3), (0, True, 1), (2**62, 2**62, -1))


@optimize
def compares_late(values, i):
    return (1, values[i]) == (2, 3)


same(compares_late, ([1, 2], 1))
bails(compares_late, ([1, 2], 2))


@optimize
def compares_floats(a, b):
    return (a, 1) == (b, 1)


plain(compares_floats, "(a, 1) == (b, 1)", (NAN, NAN), (1.0, 1.0))


@optimize
def unpacks(points):
    total = 0.0
    for i, (x, y) in enumerate(points):
        total += i * x - y
    a, b = points[0]
    points[0][0], points[0][1] = b, a
    first, second = points
    first[0] = 4.0
    return total, a, b, second[0]


same(unpacks, ([[1.0, 2.0], [3.0, 4.5]],))
bails(unpacks, ([[1.0, 2.0], [3.0]],), ([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],), ([[1.0, 2.0, 3.0], [3.0, 4.0]],))


@optimize
def unpacks_arrays(values):
    x, y, z = values
    [values[0], values[1]] = [y, x]
    return x - y * z


same(unpacks_arrays, (array.array("d", [1.0, 2.0, 3.0]),), ([1, 2, 3],), (bytearray([1, 2, 3]),))
bails(unpacks_arrays, ([1, 2],))


def first(values):
    return values[0]


tools = types.ModuleType("tools")
tools.sort = first
tools.reverse = first


@optimize
def functions_of_a_module(values):
    return tools.sort(values) + tools.reverse(values)


same(functions_of_a_module, ([1, 2],))
