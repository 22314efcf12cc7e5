"""What a list holds when a call returns, whatever its elements were before."""
from comparison import MAX, bails, either, same
from epochly import optimize


@optimize
def put(values, i, x):
    values[i] = x


@optimize
def ramp(values, n, step):
    for i in range(n):
        values[i] = i * step


@optimize
def double_all(values, n):
    for i in range(n):
        values[i] = values[i] * 2


# Ints of 32 bits, of 64 bits, and from the one to the other.
same(ramp, ([0] * 4, 4, 1), ([0] * 4, 4, -5), ([2**40] * 4, 4, 3), ([2**40] * 4, 4, 2**41))
either(ramp, ([0] * 4, 4, 2**31), ([0] * 4, 4, 2**40))
either(put, ([1, 2, 3], 1, 2**31), ([1, 2, 3], 1, -(2**31) - 1), ([1, 2, 3], 1, MAX))
either(put, ([1, 2, 3], 1, 2**64))
bails(double_all, ([1, MAX], 2))
same(double_all, ([1, -(2**30)], 2), ([2**40, 5], 2), ([1.5, -0.0], 2), ([], 0))
either(double_all, ([1, 2**30], 2))


# A value of another type than the elements.
either(put, ([0] * 3, 1, 0.5), ([0.5] * 3, 1, 0), ([0.5] * 3, 1, True), ([True] * 3, 1, 5), ([1] * 3, 1, True))
either(ramp, ([0] * 4, 4, 0.5), ([0.0] * 4, 4, 2), ([None] * 4, 4, 0.5), ([False] * 4, 4, 1))


def zeros_filled_with_floats():
    values = [0] * 4
    for i in range(4):
        values[i] = i * 0.5
    return values, 4


def nones_filled_with_floats():
    values = [None] * 4
    for i in range(4):
        values[i] = i * 0.5
    return values, 4


def nones_filled_with_ints():
    values = [None] * 4
    for i in range(4):
        values[i] = i
    return values, 4


def mixed_once():
    values = [1.5, 2.5]
    values[0] = "text"
    values[0] = 0.5
    return values, 2


# Storage for anything, whose elements are all of one type.
same(double_all, zeros_filled_with_floats, nones_filled_with_floats, nones_filled_with_ints, mixed_once)


def floats_with_one_int():
    return [1.5, 2, 3.5], 3


def floats_with_none():
    return [1.5, None, 3.5], 3


def strings():
    return ["a", "b"], 2


def bools():
    return [True, False], 2


either(double_all, floats_with_one_int, floats_with_none, strings, bools)


def grown():
    values = []
    for i in range(10):
        values.append(i * 0.5)
    return values, 10


def shrunk():
    values = [1.5] * 10
    for _ in range(6):
        values.pop()
    return values, 4


def shrunk_but_read_whole():
    values = [1.5] * 10
    for _ in range(6):
        values.pop()
    return values, 10


# The memory behind a list may be longer than the list.
same(double_all, grown, shrunk, shrunk_but_read_whole)


@optimize
def tuple_sum(values, n):
    s = 0
    for i in range(n):
        s += values[i]
    return s


either(tuple_sum, ((1, 2, 3), 3), ((1.5, 2.5), 2), ((1, 2.5), 2), (range(5), 5), ("abc", 0), ({0: 1, 1: 2}, 2))
