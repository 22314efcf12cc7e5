"""The functions of math that take two or more numbers, or give an int."""
import math

from comparison import FLOATS, INF, INTS, MAX, MIN, NAN, bails, each, either, pairs, same
from epochly import optimize


@optimize
def of_atan2(a, b):
    return math.atan2(a, b)


@optimize
def of_copysign(a, b):
    return math.copysign(a, b)


@optimize
def of_fmod(a, b):
    return math.fmod(a, b)


@optimize
def of_hypot(a, b):
    return math.hypot(a, b)


@optimize
def of_pow(a, b):
    return math.pow(a, b)


@optimize
def of_remainder(a, b):
    return math.remainder(a, b)


@optimize
def of_nextafter(a, b):
    return math.nextafter(a, b)


@optimize
def of_log(a, b):
    return math.log(a, b)


for f in (of_atan2, of_copysign, of_fmod, of_hypot, of_pow, of_remainder, of_nextafter):
    same(f, *pairs(FLOATS, [0.0, -0.0, 1.0, -1.0, 2.0, 0.3, -0.3, 1e308, 5e-324, INF, -INF, NAN]))
    same(f, (3, 4), (3.5, 2), (2, 3.5), (True, 2), (0, 0), (-7, 3))
either(of_log, *pairs([0.5, 1.0, 8.0, 100, 0.0, -1.0], [2, 10, 0.5, 1.0, 0.0]))


@optimize
def of_ldexp(a, b):
    return math.ldexp(a, b)


same(of_ldexp, *pairs([0.0, -0.0, 1.0, 0.1, -1.5, 1e300, 5e-324, INF, NAN], [0, 1, -1, 10, -1074, 2000, -3000]))


@optimize
def of_floor(x):
    return math.floor(x)


@optimize
def of_ceil(x):
    return math.ceil(x)


@optimize
def of_trunc(x):
    return math.trunc(x)


for f in (of_floor, of_ceil, of_trunc):
    same(f, *each([0.0, -0.0, 0.5, -0.5, 1.9, -1.9, 1e15, -1e15, 2.0**62, -(2.0**63), 5e-324, -5e-324]))
    same(f, *each(INTS), *each([True, False]))
    bails(f, *each([2.0**63, 1e19, -1e300, INF, -INF, NAN]))


@optimize
def of_gcd(a, b):
    return math.gcd(a, b)


@optimize
def of_lcm(a, b):
    return math.lcm(a, b)


@optimize
def of_isqrt(a):
    return math.isqrt(a)


@optimize
def of_factorial(a):
    return math.factorial(a)


@optimize
def of_comb(a, b):
    return math.comb(a, b)


@optimize
def of_perm(a, b):
    return math.perm(a, b)


@optimize
def of_isclose(a, b):
    return math.isclose(a, b)


@optimize
def near(a, b):
    return math.isclose(a, b, rel_tol=0.1, abs_tol=0.01)


same(of_gcd, *pairs([0, 1, 12, -12, 2**40, MAX, MIN + 1], [0, 18, -18, 2**41, 7, MAX]))
either(of_gcd, (MIN, MIN), (MIN, 0), (MIN, 6))
either(of_lcm, *pairs([0, 4, -4, 2**40], [0, 6, -6, 2**41 + 1]), (MAX, 2))
same(of_isqrt, *each([0, 1, 2, 3, 4, 24, 25, 26, 2**52 - 1, 2**60 + 5, 3037000499**2, 3037000499**2 - 1, MAX, -1]))
either(of_factorial, *each([0, 1, 5, 20, 21, -1]))
either(of_comb, *pairs([0, 5, 30, 62, 70, -1], [0, 1, 2, 5, 31, -1]))
either(of_perm, *pairs([0, 5, 20, 21, -1], [0, 1, 5, 20, -1]))
same(of_isclose, *pairs([0.0, 1.0, 1e300, INF, NAN], [0.0, 1.0, 1.0 + 1e-10, INF, -INF, NAN]), (1, 1), (1, 1.0000000001))
either(near, (1.0, 1.05), (1.0, 1.5), (0.0, 0.005))


@optimize
def constants(r):
    return math.pi * r + math.e - math.tau / 2.0


@optimize
def infinite():
    return math.inf - 1.0


@optimize
def not_a_number(x):
    return x < math.nan or math.nan == math.nan or -math.inf < x < math.inf


same(constants, (1.0,), (2,), (-0.0,))
same(infinite, ())
same(not_a_number, (1.0,), (INF,), (NAN,))


@optimize
def of_a_list(values):
    return math.fsum(values)


@optimize
def of_modf(x):
    return math.modf(x)


@optimize
def of_dist(a, b):
    return math.dist(a, b)


@optimize
def of_frexp(x):
    return math.frexp(x)


@optimize
def of_prod(values):
    return math.prod(values)


@optimize
def of_sumprod(a, b):
    return math.sumprod(a, b)


either(of_sumprod, ([1.0, 2.0], [0.5, 3.0]), ([1, 2], [3, 4]))
either(of_a_list, ([0.1] * 10,))
either(of_modf, (1.5,), (-1.5,))
either(of_frexp, (8.5,), (0.0,))
either(of_dist, ([1.0, 2.0], [3.0, 4.0]))
either(of_prod, ([1, 2, 3],), ([1.5, 2],))


@optimize
def wrong_type(text):
    return math.sqrt(text)


@optimize
def wrong_count(x):
    return math.sqrt(x, x)


@optimize
def no_such_function(x):
    return math.no_such_function(x)


either(wrong_type, ("2",))
either(wrong_count, (2.0,))
either(no_such_function, (2.0,))
