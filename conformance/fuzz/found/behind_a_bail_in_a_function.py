"""A loop in a function lacked variables that are read only where nothing comes by: behind a store that surely bails out."""


def f(a, b, v):
    for i in range(len(b)):
        for k in range(len(a[0])):
            b[i][k] = v[i]
            a[i][k] = a[i][k]


def call0():
    rows = lambda: [[1, 2, 3] for _ in range(3)]
    return (rows(), rows(), [True, False, True]), {}
