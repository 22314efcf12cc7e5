"""Names that mean something else than they usually do: shadowed, rebound, deleted builtins and math."""
import builtins
import math

from comparison import either, same
from epochly import optimize


@optimize
def uses_abs(x):
    return abs(x)


@optimize
def uses_sqrt(x):
    return math.sqrt(x)


@optimize
def uses_range(n):
    s = 0
    for i in range(n):
        s += i
    return s


same(uses_abs, (-3,))
same(uses_sqrt, (4.0,))
same(uses_range, (4,))


def abs(x):
    return 42


either(uses_abs, (-3,))
del abs
either(uses_abs, (-3,))

original = math.sqrt
math.sqrt = lambda x: -1.0
either(uses_sqrt, (4.0,))
math.sqrt = original
either(uses_sqrt, (4.0,))

kept = builtins.range
builtins.range = lambda n: [100, 200]
either(uses_range, (4,))
builtins.range = kept
either(uses_range, (4,))


class math_like:
    pi = 3
    sqrt = staticmethod(lambda x: 7)


real = math
math = math_like
either(uses_sqrt, (4.0,))
math = real
either(uses_sqrt, (4.0,))


@optimize
def shadowed_by_a_parameter(abs, x):
    return abs * x


@optimize
def shadowed_by_a_local(x):
    len = x + 1
    return len * 2


same(shadowed_by_a_parameter, (2, 3))
same(shadowed_by_a_local, (2,))


@optimize
def shadowed_too_late(x):
    y = max(x, 1)
    max = y
    return max


# UnboundLocalError: max is a local everywhere in the function.
either(shadowed_too_late, (2,))


@optimize
def range_as_a_local(n):
    range = n
    return range + 1


same(range_as_a_local, (2,))
