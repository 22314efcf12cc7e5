"""Lists of lists: rows are read and written in place, may differ in length and may be shared."""
from comparison import same, either
from epochly import optimize


@optimize
def trace(m, n):
    s = 0
    for i in range(n):
        s += m[i][i]
    return s


@optimize
def transpose(m, n):
    for i in range(n):
        for j in range(i):
            m[i][j], m[j][i] = m[j][i], m[i][j]


@optimize
def multiply(a, b, c, n):
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i][k] * b[k][j]
            c[i][j] = s


@optimize
def add_rows(m, n):
    for i in range(n):
        for j in range(len(m[i])):
            m[i][j] += i


@optimize
def row_in_a_name(m, n):
    s = 0.0
    for i in range(n):
        row = m[i]
        for j in range(len(row)):
            s += row[j]
    return s


same(trace, ([[1, 2], [3, 4]], 2), ([[1.5, 2.5], [3.5, 4.5]], 2), ([[1, 2], [3, 4]], 3), ([[1, 2], [3]], 2), ([], 0))
same(transpose, ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 3), ([[1.5, 2.5], [3.5, 4.5]], 2), ([[1, 2], [3]], 2))


def matrices():
    return [[1.0, 2.0], [3.0, 4.0]], [[0.5, -1.0], [2.0, 0.25]], [[0.0, 0.0], [0.0, 0.0]], 2


def into_itself():
    a = [[1.0, 2.0], [3.0, 4.0]]
    return a, a, a, 2


def shared_rows():
    row = [1.0, 2.0]
    return [row, row], [[1.0, 0.0], [0.0, 1.0]], [row, [0.0, 0.0]], 2


same(multiply, matrices, into_itself, shared_rows)


def three_times_the_same_row():
    return [[1, 2, 3]] * 3, 3


def short_matrix():
    return [[1, 2], [3]], 3


same(add_rows, ([[1, 2], [3], []], 3), three_times_the_same_row, short_matrix)
same(row_in_a_name, ([[1.0, 2.0], [], [3.5]], 3), ([[1.0], [2.0]], -1))
either(trace, ([[1, 2], [3.5, 4.5]], 2), ([[1, 2], 5], 2), ([[1, 2], (3, 4)], 2))


@optimize
def cube_sum(c, n):
    s = 0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                s = s * 2 + c[i][j][k]
    return s


either(cube_sum, ([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], 2))


@optimize
def swap_rows(m):
    m[0], m[1] = m[1], m[0]


either(swap_rows, ([[1, 2], [3, 4]],))


@optimize
def negative_rows(m):
    return m[-1][-2] - m[-2][0]


same(negative_rows, ([[1, 2], [3, 4]],), ([[1], [3]],), ([[1, 2]],))
