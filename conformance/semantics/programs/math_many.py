"""The functions of math with many arguments, keywords or pairs as results, and those over lists; many values at once."""
import math
import random
import struct
from array import array

from comparison import FLOATS, INF, INTS, MAX, MIN, NAN, bails, each, either, named, pairs, plain, same
from epochly import optimize

RANDOM = random.Random(20)


def any_floats(count):
    """Floats of all exponents, subnormal ones among them."""
    bits = [RANDOM.getrandbits(64) for _ in range(count)]
    return FLOATS + [x for x in struct.unpack(f"{count}d", struct.pack(f"{count}Q", *bits))]


def near_floats(count):
    return [RANDOM.uniform(-100, 100) for _ in range(count)]


MANY = any_floats(3000)
NEAR = near_floats(3000)


@optimize
def parts(values, first, second):
    for i in range(len(values)):
        first[i], second[i] = math.modf(values[i])
    return first


@optimize
def binary(values, first, second):
    for i in range(len(values)):
        m, e = math.frexp(values[i])
        first[i] = m
        second[i] = e
    return first


@optimize
def of_one(x):
    m, e = math.frexp(x)
    return math.modf(x), m, e


for values in (MANY, NEAR, [i / 4 for i in range(-40, 40)], [2.0**i for i in range(-1074, 1024, 7)]):
    same(parts, lambda: (list(values), [0.0] * len(values), [0.0] * len(values)))
    same(binary, lambda: (list(values), [0.0] * len(values), [0] * len(values)))
same(of_one, *each(FLOATS), *each([3, -4, True]))


@optimize
def distance(p, q):
    return math.dist(p, q)


@optimize
def three(a, b, c):
    return math.hypot(a, b, c)


@optimize
def of_any_number(a, b):
    return math.hypot(), math.hypot(a), math.hypot(b), math.hypot(a, b, 1.0, b), math.hypot(a, a, a, a, a, b)


@optimize
def nearest(points, x, y, z):
    best = math.inf
    for p in points:
        best = min(best, math.dist((p[0], p[1], p[2]), (x, y, z)))
    return best


SIZES = [0.0, -0.0, 1.0, -0.7, 1e308, 1.7e308, -1e200, 1e-200, 5e-324, 1e-310, INF, -INF, NAN]
same(distance, ([1.0, 2.0], [4.0, 6.0]), ([1], [4.5]), ([3, 4], [0, 0]), ([True], [0.5]), ([INF, NAN], [1.0, 2.0]))
same(distance, *[([a, b, 0.3], [b, 1.0, a]) for a in SIZES for b in SIZES])
same(distance, (near_floats(200), near_floats(200)), (array("d", [1.0, 2.0]), array("d", [0.5, 7.0])))
same(distance, *[(near_floats(n), near_floats(n)) for n in range(1, 40)])
# ValueError
same(distance, ([1.0], [1.0, 2.0]))
either(distance, ((1.0, 2.0), (3.0, 5.5)), ([], []), ([1.0], (1.0,)), ("ab", "cd"), ([1.0], [None]))
same(three, *[(a, b, c) for a in SIZES for b in SIZES for c in SIZES], (3, 4, 12), (1, 2.5, True))
same(three, *[tuple(near_floats(3)) for _ in range(300)], *[tuple(any_floats(3)[-3:]) for _ in range(300)])
same(of_any_number, *pairs(SIZES, SIZES), (3, 4), (True, 2))
same(nearest, ([near_floats(3) for _ in range(100)], 0.5, 7.0, -1.5))


@optimize
def exact(values):
    return math.fsum(values)


@optimize
def exact_of(a, b):
    return math.fsum(x * b for x in a), math.fsum((b, 0.1, 1e16, -1e16))


same(exact, ([0.1] * 10,), ([1e16, 1.0, -1e16],), ([1e-16, 1.0, 1e16],), ([],), ([-0.0],), ([1, 2, 3],), ([True],))
same(exact, ([1e308, 1.0, -1e308],), ([INF, 1.0],), ([NAN, INF],), ([5e-324, -5e-324, 1e-320],), ([-INF, -INF],))
same(exact, ([1.0, 2.0**-53, 2.0**-106],), ([1.0, 2.0**-53, -(2.0**-106)],), ([-1.0, -(2.0**-53), -(2.0**-106)],))
# OverflowError, ValueError
same(exact, ([1e308, 1e308],), ([INF, -INF],))
same(exact_of, ([0.1, 0.2], 3.0), ([1, 2], 7), ([1e308], 1e-308))
for scale in (1, 60, 300, 1000):
    numbers = [math.ldexp(RANDOM.uniform(-1, 1), RANDOM.randrange(-scale, scale)) for _ in range(300)]
    # With more than 32 partial sums at once the guest loses one.
    either(exact, (numbers,), (sorted(numbers),), (numbers + [-x for x in numbers[1:]],))


@optimize
def exact_rows(m, out):
    for i in range(len(m)):
        out[i] = math.fsum(m[i])
    return out


same(exact_rows, ([near_floats(RANDOM.randrange(1, 9)) for _ in range(300)], [0.0] * 300))


@optimize
def products(p, q):
    return math.sumprod(p, q)


@optimize
def products_of_three(a, b, c):
    return math.sumprod((a, b, c), (c, a, b))


same(products, ([0.1, 0.2], [3.0, 4.0]), ([1, 2], [3, 4]), ([1, 2], [0.1, 0.7]), ([True, False], [0.5, 2.0]))
same(products, ([10.0] * 10, [0.1] * 10), ([-0.0], [1.0]), ([1e200, 1.0], [1e-200, -1.0]), ([True], [True]))
same(products, (near_floats(200), near_floats(200)), ([1e16, 1.0, -1e16], [1.0, 1e-8, 1.0]))
# ValueError; what is not finite is added up in another way.
same(products, ([1.0], [1.0, 2.0]))
either(products, ([1e308, 1.0], [10.0, 1.0]), ([INF, 1.0], [1.0, 2.0]), ([NAN], [1.0]), ([MAX, 1], [2, 1]), ([], [1.0][1:]))
same(products_of_three, (1, 2, 3), (0.5, 0.25, 0.1), (True, True, False))
either(products_of_three, (0.5, 2, 3))


@optimize
def divisors(a, b, c):
    return math.gcd(a, b, c), math.gcd(a), math.gcd(), math.lcm(), math.gcd(b, c)


@optimize
def multiples(a, b, c):
    return math.lcm(a, b, c), math.lcm(a), math.lcm(b, c)


for f in (divisors, multiples):
    same(f, *[(a, b, c) for a in (0, 1, -4, 12, 2**31) for b in (0, -6, 18, 1) for c in (0, 8, -1)])
bails(multiples, (2**40, 2**40 - 1, 3))
either(multiples, (True, 2, 3))
same(divisors, (True, 2, False))


@optimize
def choices(n, k):
    return math.comb(n, k)


@optimize
def arrangements(n, k):
    return math.perm(n, k)


@optimize
def orders(n):
    return math.perm(n)


same(choices, *pairs(range(0, 63), range(0, 64, 3)), (10**9, 2), (10**18, 1), (2**40, 2**40 - 1), (True, 1), (66, 33), (61, 30))
bails(choices, (67, 33), (10**12, 3), (-1, 2), (2, -1))
same(arrangements, *pairs(range(0, 16), range(0, 18)), (10**9, 2), (MAX, 1), (5, 10**12))
bails(arrangements, (21, 21), (10**10, 2), (-1, 2), (2, -1))
same(orders, *each(range(0, 21)))
bails(orders, (21,), (-1,))


@optimize
def close(a, b, tolerance):
    return (math.isclose(a, b), math.isclose(a, b, rel_tol=tolerance), math.isclose(a, b, abs_tol=tolerance),
            math.isclose(a, b, abs_tol=0.5, rel_tol=tolerance))


same(close, *[(a, b, t) for a in FLOATS for b in (0.0, 1.0, 1.1, -1.0, 1e16, INF, NAN) for t in (0.0, 0.1, 1.0, INF, NAN)], (1, 2, 1))
# ValueError
same(close, (1.0, 2.0, -1.0))


@optimize
def stepped(x, y, n):
    return math.nextafter(x, y, steps=n)


same(stepped, *[(x, y, n) for x in FLOATS for y in (0.0, -0.0, 1.0, -1.0, INF, -INF, NAN) for n in (0, 1, 2, 1000, 2**52, 2**62, MAX)])
# ValueError
same(stepped, (1.0, 2.0, -1))


@optimize
def keywords(n):
    return math.perm(n, k=2)


either(keywords, (5,))
