"""Several returns, returns of nothing, and results of different types."""
from comparison import either, same
from epochly import optimize


@optimize
def nothing(a):
    a = a + 1


@optimize
def explicit_nothing(a):
    if a > 0:
        return
    a = 1
    return None


@optimize
def just_pass():
    pass


@optimize
def literal():
    return 42


@optimize
def literal_bool():
    return True


@optimize
def early(x):
    if x < 0:
        return -1
    if x == 0:
        return 0
    return 1


@optimize
def from_loops(values, n):
    for i in range(n):
        while values[i] > 5:
            values[i] -= 3
            if values[i] == 4:
                return i * 100
        if values[i] < 0:
            return -i
    return n


@optimize
def unreachable(x):
    return x
    x = 5
    return x + 1


@optimize
def returns_the_argument(values):
    return values


@optimize
def number_or_nothing(x):
    if x > 0:
        return x


@optimize
def int_or_float(x):
    if x > 0:
        return 1
    return 1.5


@optimize
def two_values(a, b):
    return a + b, a - b


same(nothing, (1,), (1.5,))
same(explicit_nothing, (1,), (-1,))
same(just_pass, ())
same(literal, ())
same(literal_bool, ())
same(early, (-5,), (0,), (5,), (0.5,), (-0.0,), (float("nan"),))
same(from_loops, ([1, 2, 3], 3), ([10, 2], 2), ([1, -1], 2), ([9, 8], 2), ([1], 2))
same(unreachable, (3,), (1.5,), (True,))
either(returns_the_argument, ([1, 2],), (5,))
either(number_or_nothing, (1,), (-1,), (1.5,))
either(int_or_float, (1,), (-1,))
either(two_values, (5, 3), (1.5, 2))


@optimize
def identity(x):
    return x


same(identity, (5,), (1.5,), (True,), (False,), (-0.0,), (2**63 - 1,))
either(identity, (None,), ("text",), (2**100,), (1 + 2j,), (b"ab",), ({},))
