"""Lists of lists that the function makes: rows are references, shared where the program shares them."""
import json

from comparison import bails, either, same
from epochly import optimize


@optimize
def zeros(n, m):
    return [[0.0] * m for _ in range(n)]


@optimize
def table(n, m):
    t = []
    for i in range(n):
        row = []
        for j in range(m):
            row.append(i * j)
        t.append(row)
    return t


@optimize
def product(a, b):
    n, m, k = len(a), len(b[0]), len(b)
    c = [[0.0] * m for _ in range(n)]
    for i in range(n):
        row = c[i]
        for j in range(m):
            s = 0.0
            for x in range(k):
                s += a[i][x] * b[x][j]
            row[j] = s
    return c


@optimize
def transposed(a):
    return [[row[j] for row in a] for j in range(len(a[0]))]


@optimize
def literal(x):
    m = [[x, 2.0], [3.0, x]]
    m[0][1] += m[1][0]
    return m[0][0] * m[1][1] - m[0][1] * m[1][0], m


same(zeros, (2, 3), (0, 3), (3, 0), (-1, 2))
same(table, (3, 4), (0, 1), (1, 0), (2, 2))
same(product, ([[1.0, 2.0], [3.0, 4.0]], [[0.5, 1.5, -0.0], [2.0, 1e308, 1.0]]))
same(transposed, ([[1, 2, 3], [4, 5, 6]],), ([[1.5], [2.5]],), ([[True, False]],))
either(transposed, ([[1, 2], [3]],), ([[1], [2, 3]],))
same(literal, (4.0,), (-0.0,))


@optimize
def shared_row(n, m):
    t = [[0] * m] * n
    for i in range(n):
        t[i][i] += i + 1
    return t


@optimize
def shared_name(n):
    row = [1] * n
    t = [row, row]
    t[0][0] = 7
    row[1] = 8
    return t, row, t[1]


@optimize
def replaced_rows(n):
    t = [[i] * 2 for i in range(n)]
    first = t[0]
    t[0] = t[1]
    t[1] = [9, 9]
    t[0][0] = 5
    first[1] = 6
    return t, first


@optimize
def rotate(n, k):
    t = [[float(i)] for i in range(n)]
    for _ in range(k):
        t[0], t[1], t[2] = t[1], t[2], t[0]
    return t


same(shared_row, (3, 3), (1, 2), (0, 0))
either(shared_row, (3, 2))
same(shared_name, (2,), (5,))
same(replaced_rows, (2,), (4,))
same(rotate, (3, 1), (4, 5))


@optimize
def rows_of_argument(a):
    return [a[1], a[0], a[-1]], a[0]


@optimize
def row_of_argument(a, i):
    return a[i]


@optimize
def copied_rows(a):
    b = [row[:] for row in a]
    b[0][0] = a[0][1]
    return b


@optimize
def sliced_rows(a, i, j):
    b = a[i:j]
    b[0][0] = b[0][1]
    return b


@optimize
def swap_matrices(a, b, n):
    for _ in range(n):
        for i in range(1, len(a) - 1):
            for j in range(1, len(a[i]) - 1):
                b[i][j] = (a[i - 1][j] + a[i + 1][j] + a[i][j - 1] + a[i][j + 1]) / 4
        a, b = b, a
    return a


def two_grids():
    return [[float(i * j % 5) for j in range(6)] for i in range(5)], [[0.0] * 6 for i in range(5)], 3


def one_grid_twice():
    a = [[float(i * j % 5) for j in range(6)] for i in range(5)]
    return a, a, 2


def grid_of_shared_rows():
    row = [1.0, 2.0, 3.0]
    return [row, row, [4.0, 5.0, 6.0], row], [row, [0.0] * 3, row, [1.0] * 3], 2


same(rows_of_argument, ([[1, 2], [3, 4], [5]],), ([[1.5], [2.5]],))
same(row_of_argument, ([[1, 2], [3, 4]], 1), ([[1, 2], [3, 4]], -2), ([[True]], 0), ([[1.5], [2.5]], 2))
same(copied_rows, ([[1, 2], [3, 4]],), ([[1.5, 2.5]],))
same(sliced_rows, ([[1, 2], [3, 4], [5, 6]], 1, 3), ([[1.5, 2.5], [3.5, 4.5]], -1, 9), ([[1.5, 2.5]], 1, 1))
same(swap_matrices, two_grids, one_grid_twice, grid_of_shared_rows)


@optimize
def put_row(a, b):
    a[0] = b


@optimize
def put_row_through_a_name(a, flag):
    m = [[0, 0], [1, 1]]
    if flag:
        m = a
    m[0] = m[1]
    return m


either(put_row, ([[1, 2], [3, 4]], [5, 6]))
same(put_row_through_a_name, ([[2**40, 2], [3, 4]], False))
either(put_row_through_a_name, ([[2**40, 2], [3, 4]], True))


@optimize
def buckets(values, n):
    b = [[] for _ in range(n)]
    for v in values:
        b[v % n].append(v)
    return b


@optimize
def adjacency(edges, n):
    adj = []
    for _ in range(n):
        adj.append([])
    for e in edges:
        adj[e[0]].append(e[1])
        adj[e[1]].append(e[0])
    degree = 0
    for near in adj:
        degree = max(degree, len(near))
    return adj, degree


@optimize
def triangle(n):
    rows = [[1]]
    for i in range(1, n):
        last = rows[-1]
        row = [1]
        for j in range(len(last) - 1):
            row.append(last[j] + last[j + 1])
        row.append(1)
        rows.append(row)
    return rows


@optimize
def cube(n):
    c = [[[0.0] * n for _ in range(n)] for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i][j][k] = i * 100.0 + j * 10 + k
    plane = c[n - 1]
    plane[0][0] = -1.0
    return c, plane, plane[0]


same(buckets, ([3, 1, 4, 1, 5, 9, 2, 6], 3), ([0], 4))
same(adjacency, ([[0, 1], [1, 2], [0, 2], [2, 3]], 4))
either(adjacency, ([[0, 1], [1, 5]], 3))
same(triangle, (1,), (2,), (8,))
bails(triangle, (70,))
same(cube, (1,), (3,))


@optimize
def flattened(a):
    out = []
    for row in a:
        for x in row:
            out.append(x * 2)
    return out


@optimize
def ragged_sum(a):
    s = 0
    for row in a:
        for j in range(len(row)):
            s += row[j]
    return s


@optimize
def max_in_rows(n):
    t = [[(i * 7 + j * 3) % 11 for j in range(i)] for i in range(n)]
    best = -1
    where = (0, 0)
    for i, row in enumerate(t):
        for j, x in enumerate(row):
            if x > best:
                best = x
                where = (i, j)
    return best, where, len(t), len(t[-1])


same(flattened, ([[1, 2], [3]],), ([[1.5], [2.5, 3.5]],), ([[], [1]],))
same(ragged_sum, ([[1, 2], [], [3]],))
same(max_in_rows, (2,), (9,))


def from_json():
    return json.loads("[[1.5, 2.5], [3.5, 4.5]]"), json.loads("[[0.5, 1.5, 0.0], [2.0, 4.0, 1.0]]")


same(product, from_json)


@optimize
def row_by_choice(a, flag):
    if flag:
        row = a[0]
    else:
        row = [0.0, 0.0, 0.0]
    row[1] = 9.0
    return row


@optimize
def previous_row(a):
    prev = a[0]
    total = 0.0
    for i in range(1, len(a)):
        cur = a[i]
        for j in range(len(cur)):
            total += cur[j] - prev[j]
        prev = cur
    return total, prev


same(row_by_choice, ([[1.0, 2.0], [3.0]], True), ([[1.0, 2.0], [3.0]], False))
same(previous_row, ([[1.0, 2.0], [3.5, 4.0], [5.0, -6.0]],), ([[1.0]],))


@optimize
def one_list_in_two_places(n):
    a = [0] * n
    return a, a


same(one_list_in_two_places, (3,), (0,))


@optimize
def grows_while_it_runs(n):
    a = [1]
    for x in a:
        if len(a) < n:
            a.append(x + 1)
    return a


@optimize
def other_grows(a):
    b = []
    for x in a:
        b.append(x)
        if x > 2:
            break
    for x in b:
        a = [x]
        a.append(x)
    return b, a


either(grows_while_it_runs, (5,), (1,))
same(other_grows, ([1, 2, 3, 4],), ([5],))


@optimize
def either_list(a, b, flag):
    c = a if flag else b
    c[0] += 1
    d = [0.5] * 2 if flag else [1.5]
    d.append(2.5)
    e = c if len(d) > 2 else a
    return c, d, e, (a[:1] if flag else b[1:])


same(either_list, ([1, 2], [3, 4], True), ([1, 2], [3, 4], False), ([1.5], [2.5, 3.5], False), ([2**40], [3], 0))
