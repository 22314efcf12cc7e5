"""epochly.array in kernels: elements, rows, shapes, strides, and views that overlap."""
from comparison import FLOATS, bails, either, load_anew, plain, same
from epochly import arange, array, optimize, zeros

LIMITS = {"uint8": (0, 255), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
for dtype, (low, high) in LIMITS.items():
    of = load_anew("array_functions")
    same(of.total, (array([1, 2, 3], dtype), 3), (array([1, 2, 3], dtype), 4), (zeros(0, dtype), 0))
    same(of.put, (array([1, 2, 3], dtype), 1, low), (array([1, 2, 3], dtype), -1, high), (array([1, 2, 3], dtype), -4, 1))
    same(of.put, (array([1, 2, 3], dtype), 3, 7), (array([1, 2, 3], dtype), 1, True))
    # OverflowError and TypeError, as the array raises them.
    either(of.put, (array([1, 2, 3], dtype), 1, high + 1), (array([1, 2, 3], dtype), 1, low - 1))
    either(of.put, (array([1, 2, 3], dtype), 1, 1.0))
    same(of.reverse, (array([1, 2, 3, 4, 5], dtype), 5))

for dtype in "float32", "float64":
    of = load_anew("array_functions")
    same(of.total, (array(FLOATS, dtype), len(FLOATS)), (array([1.5], dtype), 2))
    same(of.put, (array([1.5, 2.5], dtype), 1, 0.1), (array([1.5, 2.5], dtype), -1, -0.0), (array([1.5], dtype), 0, 3))
    same(of.put, (array([1.5], dtype), 0, float("inf")), (array([1.5], dtype), 0, True), (array([1.5], dtype), 0, 2**62 + 1))
    either(of.put, (array([1.5], dtype), 0, 1e300), (array([1.5], dtype), 0, 1e-46), (array([1.5], dtype), 0, 3.4028235677973366e38))
    same(of.reverse, (array([1, 2, 3, 4, 5], dtype), 5))

of = load_anew("array_functions")
same(of.total, (array([True, False, True]), 3))
same(of.reverse, (array([True, False, True]), 3))
same(of.put, (array([True, False]), 1, True))
either(of.put, (array([True, False]), 1, 1), (array([True, False]), 1, 0.5))


@optimize
def grid(m, rows, columns):
    total = 0.0
    for i in range(rows):
        row = m[i]
        for j in range(columns):
            row[j] += i * 10 + j
            m[i, j] *= 2
            total += m[i][j] - m[-1, -1]
    return total


same(grid, lambda: (zeros((3, 4)), 3, 4), lambda: (arange(12).reshape(3, 4), 3, 4), lambda: (zeros((3, 4)), 0, 0))
# Out of range along either axis, after stores.
same(grid, lambda: (zeros((3, 4)), 3, 5), lambda: (zeros((3, 4)), 4, 4))
same(grid, lambda: (zeros((6, 8))[::2, ::-2], 3, 4), lambda: (zeros((3, 2, 4))[:, 1], 3, 4))
same(grid, lambda: (zeros((3, 4), "float32"), 3, 4), lambda: (zeros((3, 4), "int32"), 3, 4))


@optimize
def rows_of(m):
    total = 0
    count = 0
    for row in m:
        for value in row:
            total += value
        count += len(row)
    for k, row in enumerate(m):
        total += k * row[0]
    return total, count, m.shape, m.shape[1], m.ndim, m.size, m.itemsize, len(m)


same(rows_of, lambda: (arange(6).reshape(2, 3),), lambda: (arange(6).reshape(2, 3)[::-1],), lambda: (zeros((0, 3)),))
same(rows_of, lambda: (zeros((3, 0)),), lambda: (arange(6).reshape(3, 2)[:, 1:],))


@optimize
def unused_row(m, i):
    row = m[i]
    return 1


same(unused_row, lambda: (zeros((2, 3)), -2), lambda: (zeros((2, 3)), 2), lambda: (zeros((2, 3)), -3))


@optimize
def cube(c):
    s = 0
    for i in range(c.shape[0]):
        plane = c[i]
        for j in range(plane.shape[0]):
            for k in range(len(plane[j])):
                c[i, j, k] = c[i][j, k] + plane[j][k] + i + j + k
                s += c[i, j][k]
    return s


same(cube, lambda: (arange(24).reshape(2, 3, 4),), lambda: (arange(24).reshape(2, 3, 4)[:, ::-1, ::3],))


@optimize
def shift(a, b):
    for i in range(len(a)):
        a[i] = b[i] + 1
    return a


def overlapping(forward):
    def build():
        base = arange(10, dtype="float64")
        return (base[1:], base[:-1]) if forward else (base[:-1], base[1:])

    return build


def one_array():
    base = arange(10, dtype="float64")
    return base, base


def raises_late():
    base = zeros(10, "uint8")
    base[8] = 255
    return base[1:], base[:-1]


same(shift, overlapping(True), overlapping(False), one_array)
same(shift, raises_late)
# A view of an array's own memory, beside the array.
same(shift, lambda: (lambda a: (a, a.data))(arange(5)), lambda: (lambda a: (a.data, a))(arange(5)))


@optimize
def collected(m):
    rows = []
    for row in m:
        rows.append(row)
    return len(rows)


bails(collected, lambda: (zeros((2, 3)),), lambda: (zeros((3, 1), "int32"),))


@optimize
def chosen(a, b, first):
    if first:
        c = a
    else:
        c = b
    c[0] = 1
    return a[0]


either(chosen, (zeros(2), zeros(2), True), (zeros(2), zeros(2), False))


@optimize
def part(m):
    return m[1]


@optimize
def matrix_of(m):
    return [m[0], m[1]]


either(part, lambda: (zeros((2, 3)),))
either(matrix_of, lambda: (zeros((2, 3)),))


@optimize
def totals(a):
    return sum(a), min(a), max(a), sorted(a)[0]


either(totals, (array([3, 1, 2]),), (array([3.5, 1.0]),))


@optimize
def row_totals(m):
    s = 0.0
    for row in m:
        s += sum(row)
    return s


either(row_totals, (zeros((2, 3)),), (arange(6).reshape(3, 2),))


@optimize
def truth(a):
    if a:
        return 1
    return 0


plain(truth, "a:", lambda: (array([1.0]),), lambda: (array([1.0, 2.0]),))


@optimize
def squared(data):
    return data ** 2


plain(squared, "data ** 2", (array([1.5, -2.0]),), (arange(5),), (array([2**62]),))


@optimize
def complex_sum(z):
    return z[0] + z[1]


either(complex_sum, (array([1 + 2j, 3j]),))
