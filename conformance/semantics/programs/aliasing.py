"""The same storage under several names stays one storage, also when the call has to start over."""
from array import array

from comparison import MAX, bails, same
from epochly import optimize


@optimize
def shift_into(a, b, n):
    for i in range(n):
        b[i + 1] = a[i] + 1
    return a[0]


def same_list(n):
    def build():
        a = [1.0, 2.0, 3.0, 4.0]
        return a, a, n
    return build


def same_ints(n):
    def build():
        a = [1, 2, 3, 4]
        return a, a, n
    return build


same(shift_into, same_list(3), same_list(4), same_ints(3), same_ints(4), ([1.0, 2.0], [0.0, 0.0, 0.0], 2))


@optimize
def store_then_overflow(a, b, n):
    for i in range(n):
        a[i] = b[i] + 1
        b[i] = a[i] * a[i]
    return n


def overflowing_alias():
    a = [1, 2, 2**33, 4]
    return a, a, 4


bails(store_then_overflow, overflowing_alias, ([0, 0, 0], [1, 2**40, 3], 3))


@optimize
def rows_of_two(m, k, n):
    for i in range(n):
        m[i][0] = k[i][1] + 1
        k[i][0] = m[i][0] * 2
    return m[n - 1][0]


def rows_across():
    row = [1, 2]
    return [row, [3, 4]], [[5, 6], row], 2


def rows_across_and_short():
    row = [1, 2]
    return [row, [3, 4]], [[5, 6], row], 3


same(rows_of_two, rows_across, rows_across_and_short)


@optimize
def list_and_row(m, a, n):
    for i in range(n):
        a[i] = m[0][i] + 1
        m[0][i] = a[i] + a[0]


def a_row_also_alone():
    row = [1.5, 2.5, 3.5]
    return [row], row, 3


def a_row_also_alone_too_short():
    row = [1.5, 2.5, 3.5]
    return [row], row, 4


same(list_and_row, a_row_also_alone, a_row_also_alone_too_short)


@optimize
def two_views(a, b, n):
    for i in range(n):
        a[i] = b[i] * 2 + 1
    return b[n - 1]


def overlapping_views():
    data = array("d", [1.0, 2.0, 3.0, 4.0, 5.0])
    return memoryview(data)[1:], memoryview(data)[:-1], 4


def overlapping_views_too_short():
    data = array("d", [1.0, 2.0, 3.0, 4.0, 5.0])
    return memoryview(data)[1:], memoryview(data)[:-1], 5


def view_and_array():
    data = array("q", [1, 2, 3])
    return memoryview(data), data, 3


def view_and_array_overflow():
    data = array("q", [1, 2, MAX])
    return memoryview(data), data, 3


same(two_views, overlapping_views, overlapping_views_too_short, view_and_array)
bails(two_views, view_and_array_overflow)
