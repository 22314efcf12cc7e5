"""Found in a compiler whose remainder had the dividend's sign, put there on purpose."""


def f(n, k=2):
    for i in range(n):
        k += (i - 3) % 7
    return k


def call0():
    return (3,), {}
