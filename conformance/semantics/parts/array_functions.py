"""Small functions of any kind of array; loaded once for each kind, as a function has a bounded number of versions."""
from epochly import optimize


@optimize
def total(values, n):
    s = 0
    for i in range(n):
        s += values[i]
    return s


@optimize
def put(values, i, x):
    values[i] = x
    return values[i]


@optimize
def reverse(values, n):
    for i in range(n // 2):
        values[i], values[n - 1 - i] = values[n - 1 - i], values[i]
