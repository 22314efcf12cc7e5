"""Inputs that look random and are the same on every machine, for the kernels of `second/`."""


def ints(n, below, seed=1):
    """n ints from 0 to below - 1."""
    values = []
    state = seed * 2654435761 % 2147483647 + 1
    for _ in range(n):
        state = state * 48271 % 2147483647
        values.append(state % below)
    return values


def floats(n, low=0.0, high=1.0, seed=1):
    """n floats from low up to high."""
    return [low + (high - low) * value / 1000003.0 for value in ints(n, 1000003, seed)]


def matrix(rows, columns, low=0.0, high=1.0, seed=1):
    """A list of rows, each a list of floats."""
    return [floats(columns, low, high, seed * 1000 + row) for row in range(rows)]


def text(n, letters, seed=1):
    """A str of n of the letters."""
    return "".join([letters[value] for value in ints(n, len(letters), seed)])
