"""enumerate() takes no bool to start from, unlike all that takes an int elsewhere."""


def f(a, k):
    total = 0.0
    for i, x in enumerate(a, k):
        total += i * x
    return total


def call0():
    return ([1.5, 2.5], 3), {}


def call1():
    return ([1.5, 2.5], True), {}
