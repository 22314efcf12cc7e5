"""Methods and attributes of numbers: bit_length, bit_count, is_integer, conjugate, real and the like."""
from array import array

from comparison import FLOATS, INF, INTS, MAX, MIN, NAN, bails, each, either, plain, same
from epochly import optimize


@optimize
def bits(n):
    return n.bit_length(), n.bit_count()


same(bits, *each(INTS), *each([3, -3, 1023, -1024, 2**62, -(2**62), 2**31, MIN + 1]), *each([True, False]))
plain(bits, "n.bit_length()", (1.5,))


@optimize
def integral(x):
    return x.is_integer()


same(integral, *each(FLOATS), *each(INTS), *each([True, False]))
same(integral, *each([2.0**52 + 0.5, 2.0**53, 2.0**62, 2.0**63, -(2.0**63), 2.0**64, -(2.0**64), 1e300, -1e19]))


@optimize
def parts(x):
    return x.real, x.imag, x.conjugate()


same(parts, *each(FLOATS), *each(INTS), *each([True, False]))


@optimize
def fraction(n):
    return n.numerator, n.denominator


same(fraction, *each(INTS), *each([True, False]))
plain(fraction, "n.numerator", (0.5,))


@optimize
def of_either_type(n):
    x = n
    if n > 5:
        x = n / 2
    return x.is_integer(), x.real, x.imag


@optimize
def only_of_ints(n):
    x = n
    if n > 5:
        x = n / 2
    return x.bit_length() + x.denominator


same(of_either_type, (3,), (8,), (9,))
same(only_of_ints, (3,))
# AttributeError
same(only_of_ints, (8,))


@optimize
def still_raises(a, b):
    return (a // b).imag + (a // b).denominator


same(still_raises, (1, 2), (1, 0))


@optimize
def widths(values):
    total = 0
    for v in values:
        total += v.bit_length() * 2 - (v * 2).bit_count()
    return total, (12).bit_length(), 2.5.is_integer()


same(widths, ([1, 2, 3, -70000],), ([2**40, 7],), (array("q", [9, -9]),), (array("B", [255, 0]),), (b"abc",))
# The product leaves 64 bits.
bails(widths, ([MAX],))


class Wide(int):
    def bit_length(self):
        return 99


either(bits, (Wide(3),))


@optimize
def with_argument(n):
    return n.bit_length(1)


@optimize
def unknown_method(n):
    return n.to_bytes(2, "big")


@optimize
def unknown_attribute(x):
    return x.real + x.size


plain(with_argument, "n.bit_length(1)", (1,))
either(unknown_method, (1,))
plain(unknown_attribute, "x.size", (1,))
