"""NaN, infinities, minus zero and denormals go through unharmed."""
from comparison import FLOATS, INF, NAN, each, plain, same
from epochly import optimize


@optimize
def literal_zero():
    return -0.0


@optimize
def add_zero(x):
    return x + 0.0


@optimize
def times_zero(x):
    return x * 0.0


@optimize
def times_one(x):
    return x * 1.0


@optimize
def minus_itself(x):
    return x - x


@optimize
def zero_minus(x):
    return 0.0 - x


@optimize
def int_zero_minus(x):
    return 0 - x


@optimize
def over_itself(x):
    return x / x


@optimize
def times_int_zero(x):
    return x * 0


@optimize
def is_nan(x):
    return x != x


@optimize
def smallest(values, n):
    m = values[0]
    for i in range(1, n):
        if values[i] < m:
            m = values[i]
    return m


same(literal_zero, ())
for f in (add_zero, times_zero, times_one, minus_itself, zero_minus, int_zero_minus, over_itself, times_int_zero, is_nan):
    same(f, *each(FLOATS))
same(smallest, ([0.0, -0.0], 2), ([-0.0, 0.0], 2), ([NAN, 1.0], 2), ([1.0, NAN, 0.5], 3), ([INF, -INF], 2))


@optimize
def infinite_steps(x):
    n = 0
    while x < 1e308 * 10:
        x *= 1e50
        n += 1
    return n


same(infinite_steps, (1.0,), (INF,))


@optimize
def denormal_steps(x):
    n = 0
    while x > 0.0:
        x *= 0.5
        n += 1
    return n


same(denormal_steps, (1.0,), (5e-324,))


@optimize
def alternating(n):
    s = 0.0
    sign = -1.0
    for i in range(1, n):
        sign = -sign
        s += sign / i
    return s


same(alternating, (1,), (1000,))


@optimize
def stored_unharmed(values, x):
    values[0] = x
    values[1] = -values[0]
    return values[1]


same(stored_unharmed, *[([1.0, 2.0], x) for x in FLOATS])


@optimize
def literals():
    return 1e400 - 1e308 + 0x10 + 1_000 + 0b11 + 0o17 + 1e-400


same(literals, ())


@optimize
def compare_literal_infinity(a):
    return a < 1e999


same(compare_literal_infinity, *each(FLOATS))


@optimize
def written_as_text(x):
    return min(x, float("inf")), max(x, float("-inf")), float("nan"), -float("inf")


same(written_as_text, (1.5,), (INF,), (-INF,))


@optimize
def other_text(x):
    return x + float("1.5")


plain(other_text, 'float("1.5"', (1.0,))
