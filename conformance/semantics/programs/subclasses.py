"""Objects that only derive from int, float or list have methods of their own, which must be asked."""
import enum

from comparison import either
from epochly import optimize


class Loud(int):
    def __add__(self, other):
        return "int was asked"


class Soft(float):
    def __mul__(self, other):
        return "float was asked"


class Shifted(list):
    def __getitem__(self, i):
        return list.__getitem__(self, i) + 1000

    def __len__(self):
        return 2


class Plain(list):
    pass


class Colour(enum.IntEnum):
    RED = 1
    BLUE = 2


class Number:
    def __add__(self, other):
        return "object was asked"

    def __index__(self):
        return 1

    def __float__(self):
        return 2.5


@optimize
def add(a, b):
    return a + b


@optimize
def multiply(a, b):
    return a * b


@optimize
def first(values):
    return values[0] + len(values)


@optimize
def store(values, x):
    values[0] = x


@optimize
def at(values, i):
    return values[i]


either(add, (1, 2), (Loud(1), 2), (1, Loud(2)), (Colour.RED, 2), (Number(), 2), (1.5, Number()))
either(multiply, (1.5, 2.0), (Soft(1.5), 2.0), (1.5, Soft(2.0)), (Colour.RED, Colour.BLUE))
either(first, ([1, 2, 3],), (Shifted([1, 2, 3]),), (Plain([1, 2, 3]),), ([Loud(1), 2],), ([Colour.RED],))
either(store, ([1, 2], Loud(5)), ([1.5], Soft(2.5)), (Plain([1]), 2), ([1, 2], Colour.BLUE), ([1], Number()))
either(at, ([1, 2, 3], Number()), ([1, 2, 3], Colour.RED), ([1, 2, 3], True))
