"""A list and an argument change names in a loop, which then needed less to be known than it was lowered for, for ever."""


def f(m, values):
    t = [[0.5] for _ in range(2)]
    for x in values:
        t, m = m, t
        m[0][0] += x
    return t, m


def call0():
    return ([[1.0], [3.0]], [1.5, 2.5, 0.25]), {}
