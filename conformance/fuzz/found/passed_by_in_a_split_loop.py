"""Iterations that ended before an assignment were taken to have done it, where the loop ran on several cores."""


def f(a, b, c, n, k=0, *, x=False):
    v2 = 1
    for i1 in range(2):
        if v2:
            continue
        v0 = 0
    return v0


def call0():
    return ((0, 0, 0, 0), {})
