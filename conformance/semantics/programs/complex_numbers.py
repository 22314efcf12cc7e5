"""Complex numbers: arguments, constants, arithmetic with all kinds of numbers, comparisons, lists of them."""
from comparison import FLOATS, INF, MAX, MIN, NAN, bails, each, either, pairs, plain, same
from epochly import optimize

PARTS = [0.0, -0.0, 1.0, -2.5, 0.1, 1e200, 5e-324, INF, -INF, NAN]
#: Every pair of interesting parts would be too many for tests of two numbers.
SOME = [complex(a, b) for a in (0.0, 1.5, -1e200, INF, NAN) for b in (-0.0, -3.0, 1e-300, -INF)]
ALL = [complex(a, b) for a in PARTS for b in PARTS]
#: Where the guest rounds a magnitude in its own way.
SUBNORMAL = [5e-324, 1e-323, 1.5e-323, 1e-320, -1e-310, 1.1e-308, 2.2250738585072014e-308, 4e-308]
REALS = [0, 1, -3, MAX, MIN, 2**53 + 1, 0.0, -0.0, 1.5, -1e200, 5e-324, INF, -INF, NAN, True, False]


@optimize
def identity(z):
    return z


@optimize
def constants():
    return 1j, 0j, -0j, 2.5 + 3j, -1j, 1e400j, 3 - 0j


@optimize
def negated(z):
    return -z, +z


@optimize
def parts(z):
    return z.real, z.imag, z.conjugate()


@optimize
def magnitude(z):
    return abs(z)


@optimize
def truth(z):
    n = 0
    if z:
        n += 1
    if not z:
        n += 2
    return n, bool(z), (1 if z and n else 0)


same(identity, *each(ALL))
same(constants, ())
same(negated, *each(ALL))
same(parts, *each(ALL))
same(magnitude, *each(ALL))
same(magnitude, *each([complex(a, b) for a in FLOATS[5:] for b in FLOATS[:19]]))
same(magnitude, *each([complex(a, b) for a in SUBNORMAL for b in SUBNORMAL]))
same(truth, *each(ALL))


@optimize
def both(z, w):
    return z + w, z - w, z * w


@optimize
def divided(z, w):
    return z / w


@optimize
def equal(z, w):
    return z == w, z != w


@optimize
def raised(z, w):
    return z ** w


same(both, *pairs(SOME, SOME))
same(both, *pairs(SOME, REALS))
same(both, *pairs(REALS, SOME))
same(divided, *pairs(SOME, SOME))
same(divided, *pairs(SOME, REALS))
same(divided, *pairs(REALS, SOME))
same(equal, *pairs(SOME, SOME))
same(equal, *pairs(SOME, REALS))
same(equal, *pairs(REALS, SOME))
same(raised, *pairs(SOME, SOME))
same(raised, *pairs([1.5 - 2j, -0.5 + 0.25j, 1e100 + 1e100j, 3j, -2 + 0j, 0j], [*range(-101, 101, 7), 99, 100]))
same(raised, *pairs(SOME, REALS))
same(raised, *pairs([0.5, 2, -3, 0, True, 1e300], SOME))


@optimize
def square(z):
    return z ** 2, z * z, pow(z, 3), z ** 0.5, z ** -1


same(square, *each([1 + 2j, -0.5j, 3 + 0j, complex(-0.0, 1e-160)]))
same(square, (0j,), (complex(1e300, 1),))


@optimize
def constant_powers(z):
    return z ** 1, z ** 2, z ** 3.0, z ** 5, z ** 7, z ** 8


@optimize
def square_alone(z):
    return z ** 2


same(constant_powers, *each([1 + 2j, *ALL]))
same(square_alone, *each([1 + 2j, *ALL]))


@optimize
def made(x, y):
    return complex(x, y), complex(x), complex(), complex(y).imag


@optimize
def kept(z):
    return complex(z)


same(made, *pairs(REALS[:6], REALS), *pairs(REALS[6:], REALS[6:14]))
either(made, (True, 1.5), (False, True), (1.5, True))
same(kept, *each(SOME))


@optimize
def augmented(z, n):
    w = z
    for i in range(n):
        w += i
        w *= z
        w -= 0.5
        w /= 2
    return w, z


same(augmented, (0.5 + 0.25j, 10), (1j, 0), (-0.0j, 3), (complex(NAN, 1), 2))


@optimize
def swapped(a, b):
    a, b = b, a * b
    pair = a, b
    first, second = pair
    return second, first, pair[0]


same(swapped, (1 + 1j, 2 - 3j), (2, 3j), (1.5j, 0.5))


@optimize
def escape(c, limit):
    z = 0
    for n in range(limit):
        if abs(z) > 2:
            return n
        z = z * z + c
    return limit


@optimize
def escape_squared(width, height, limit):
    total = 0
    for y in range(height):
        for x in range(width):
            c = complex(3.0 * x / width - 2.0, 2.0 * y / height - 1.0)
            z = 0j
            n = 0
            while n < limit and z.real * z.real + z.imag * z.imag <= 4.0:
                z = z ** 2 + c
                n += 1
            total += n
    return total


same(escape, *pairs([0j, 0.3 + 0.5j, 2 + 2j, -0.75 + 0.1j], [1, 50]))
same(escape_squared, (20, 10, 30))


@optimize
def from_an_int(c, n):
    z = 0
    for i in range(n):
        z = z * z + c
    return z


# The loop that never runs leaves the int.
same(from_an_int, (0.25j, 5), (1 + 1j, 1))
bails(from_an_int, (1 + 1j, 0))


@optimize
def chosen(z, w, flag):
    best = z if flag else w
    if abs(w) > abs(best):
        best = w
    return best


same(chosen, (1 + 1j, 2j, True), (1 + 1j, 2j, False), (5j, 2j, True))

UNIT = 1j


@optimize
def from_outside(x):
    return x * UNIT + UNIT


same(from_outside, (2,), (2.5,), (1 + 1j,))
UNIT = 2 - 3j
same(from_outside, (2,), (2.5,), (1 + 1j,))


def helper(z, scale=2j):
    if z.real > 0:
        return z * scale
    return z.conjugate()


@optimize
def calls_helper(z):
    return helper(z) + helper(-z, 3.0 + 0j)


same(calls_helper, (1 + 2j,), (-1 + 2j,), (0j,))


@optimize
def total(values):
    result = 0j
    for value in values:
        result += value
    return result, len(values), values[0], values[-1]


@optimize
def scaled(values, factor):
    for i in range(len(values)):
        values[i] = values[i] * factor
    values[0] += 1j
    return values


@optimize
def reversed_pairs(values, others):
    total = 0j
    for i, (a, b) in enumerate(zip(values, reversed(others))):
        total = total * 0.5 + a * b - i
    return total


@optimize
def at(values, i):
    return values[i]


@optimize
def stores(values, i, value):
    values[i] = value
    return values[0]


LIST = [1 + 2j, -0.5j, 3 + 0j, complex(NAN, -0.0)]
same(total, (LIST,), ([1j],))
same(scaled, (LIST, 2), (LIST, 0.5j), ([1j], -1.0))
same(reversed_pairs, (LIST, LIST[:3]), ([1j], [2j, 3 + 1j]))
same(at, *[(LIST, i) for i in range(-6, 6)])
same(stores, *[(LIST, i, 5 - 1j) for i in range(-6, 6)])
bails(stores, (LIST, 0, 1), (LIST, 1, 2.5), (LIST, 2, True))
either(total, ([],), ([1j, 2],), ([1j, 2.0],), ([1j, None],))


def aliased():
    values = [1j, 2 + 1j, 3j]
    return values, values


@optimize
def copies(values, others):
    for i in range(len(values) - 1):
        others[i + 1] = values[i] * 2
    return others


same(copies, aliased, ([1j, 2j], [0j, 0j]))


@optimize
def stores_then_fails(values):
    values[0] = 9j
    values[1] = values[5]


same(stores_then_fails, ([1j, 2j],))


@optimize
def numbers_only(z):
    return z < 1j


@optimize
def floor_divided(z):
    return z // 2


@optimize
def rounded(z):
    return int(z)


@optimize
def listed(z):
    return [z, z]


plain(numbers_only, "z < 1j", (1j,))
plain(floor_divided, "z // 2", (1j,))
plain(rounded, "int(z)", (1j,))
same(listed, (1j,))


class Mine(complex):
    def __add__(self, other):
        return 7


@optimize
def plus(z):
    return z + 1


either(plus, (Mine(1, 2),))
either(plus, (1j,))
