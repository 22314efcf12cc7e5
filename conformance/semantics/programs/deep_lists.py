"""Lists nested to any depth, as arguments: read and written in place, with rows that are shared or empty."""
from comparison import either, same
from epochly import optimize


@optimize
def total(t):
    s = 0
    for a in t:
        for b in a:
            for c in b:
                for d in c:
                    s += d
    return s


@optimize
def put(t, x):
    t[0][-1][0][1] = x
    t[-1][0][0][0] += x
    return t[0][0], len(t[0]), len(t[0][0][0])


@optimize
def fifth(t):
    return t[1][0][1][0][1]


def cube(*values):
    return [[[list(values), list(values)]], [[list(values)], [list(values)]]]


def shared():
    row = [1.5, 2.5]
    plane = [row, row]
    return [[plane], [plane, [row]]], 4.5


same(total, (cube(1, 2, 3),), (cube(1.5, -0.0),), (cube(True),), ([[], [[]], [[[], [1, 2]]]],))
same(put, (cube(1, 2, 3), 7), (cube(1.5, 2.5), 0.5), shared)
either(put, (cube(1, 2), 2**40), (cube(1), 1), (cube(1, 2), 0.5))
same(fifth, ([[[[[1, 2]]]], [[[[3, 4]], [[5, 6]]]]],), ([[[[[0.5]]]], [[[[3.5]], [[5.5, 6.5]]]]],))
either(total, ([[[[[1]]]]],), ([[[1, 2]]],), ([[[[1, [2]]]]],))
either(fifth, ([[[[[[[[[1]]]]]]]], [[[[[[[[2]]]]]]]]],))
