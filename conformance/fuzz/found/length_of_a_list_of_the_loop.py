"""How long a loop runs was computed before it from a list that there is only inside."""


def f(n, k):
    numbers = list(range(n)) + [1]
    less = False
    for _ in range(n):
        for _ in range(n):
            less = k < sum(numbers)
    return numbers


def call0():
    return (5, 1), {}


def call1():
    return (0, 1), {}
