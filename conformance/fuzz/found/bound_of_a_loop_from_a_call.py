"""The bounds of an inner loop come from a helper's result, which the outer loop's checks were to read before there was one."""


def limit(b, i):
    b[i % len(b)] = i % 9
    return b[0] + 1


def f(a, b, n):
    for i in range(n):
        for j in range(limit(b, 1)):
            a[i] += 1.5
    return n


def call0():
    return ([1.0, 2.0, 3.0], [1, 2, 3], 3), {}
