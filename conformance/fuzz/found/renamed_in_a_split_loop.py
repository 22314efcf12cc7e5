"""A name of a list that a loop on several cores had given to another one was read behind it as before the loop."""


def f(a, b, n):
    last = a
    for i in range(n):
        last = b
        a[i] = last[i]
    return last[0]


def call0():
    return ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0], 2), {}


def call1():
    return ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0], 0), {}
