"""math under other names: imported functions, an alias of the module, a local copy."""
import math as m
from math import pi, sqrt
from math import sin as sine

from comparison import either, same
from epochly import optimize


@optimize
def imported(x):
    return sqrt(x) + sine(x) + pi


@optimize
def alias_of_module(x):
    return m.cos(x) * m.pi


same(imported, (2.0,), (4,), (-1.0,))
same(alias_of_module, (2.0,))


@optimize
def local_name(x):
    f = m.sqrt
    return f(x)


either(local_name, (2.0,))


@optimize
def imported_inside(x):
    import math
    return math.sqrt(x)


either(imported_inside, (2.0,))
