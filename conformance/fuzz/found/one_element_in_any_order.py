"""Iterations in any order stored into one element, and which value stayed differed from call to call."""

import epochly


def f(a, b, c, n, k, x=0, flag=0.0):
    c0 = [0 for v in range(1)]
    for i3 in epochly.prange(n, 0, -1):
        c0[0] = i3
    return c0


def call1():
    return ((0, 0, 0, 5, 0), {})
