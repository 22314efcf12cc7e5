"""The functions of math that take one float: their bits, their domain errors and their overflows."""
import math

from comparison import FLOATS, INTS, each, either, same
from epochly import optimize


@optimize
def of_acos(x):
    return math.acos(x)


@optimize
def of_acosh(x):
    return math.acosh(x)


@optimize
def of_asin(x):
    return math.asin(x)


@optimize
def of_asinh(x):
    return math.asinh(x)


@optimize
def of_atan(x):
    return math.atan(x)


@optimize
def of_atanh(x):
    return math.atanh(x)


@optimize
def of_cos(x):
    return math.cos(x)


@optimize
def of_cosh(x):
    return math.cosh(x)


@optimize
def of_degrees(x):
    return math.degrees(x)


@optimize
def of_erf(x):
    return math.erf(x)


@optimize
def of_erfc(x):
    return math.erfc(x)


@optimize
def of_exp(x):
    return math.exp(x)


@optimize
def of_expm1(x):
    return math.expm1(x)


@optimize
def of_fabs(x):
    return math.fabs(x)


@optimize
def of_gamma(x):
    return math.gamma(x)


@optimize
def of_isfinite(x):
    return math.isfinite(x)


@optimize
def of_isinf(x):
    return math.isinf(x)


@optimize
def of_isnan(x):
    return math.isnan(x)


@optimize
def of_lgamma(x):
    return math.lgamma(x)


@optimize
def of_log(x):
    return math.log(x)


@optimize
def of_log10(x):
    return math.log10(x)


@optimize
def of_log1p(x):
    return math.log1p(x)


@optimize
def of_log2(x):
    return math.log2(x)


@optimize
def of_radians(x):
    return math.radians(x)


@optimize
def of_sin(x):
    return math.sin(x)


@optimize
def of_sinh(x):
    return math.sinh(x)


@optimize
def of_sqrt(x):
    return math.sqrt(x)


@optimize
def of_tan(x):
    return math.tan(x)


@optimize
def of_tanh(x):
    return math.tanh(x)


@optimize
def of_ulp(x):
    return math.ulp(x)


ALL = [
    of_acos, of_acosh, of_asin, of_asinh, of_atan, of_atanh, of_cos, of_cosh, of_degrees, of_erf, of_erfc,
    of_exp, of_expm1, of_fabs, of_gamma, of_isfinite, of_isinf, of_isnan, of_lgamma, of_log, of_log10,
    of_log1p, of_log2, of_radians, of_sin, of_sinh, of_sqrt, of_tan, of_tanh, of_ulp,
]
NEAR = [0.3, -0.3, 0.7, 1.0000000000000002, 0.9999999999999999, 2.0, 3.141592653589793, 1.5707963267948966, 10.0, 100.5,
        -20.0, 709.0, 710.0, -745.0, 1e5, 1e22]
# Of an int these depend on how the guest keeps it; kernels leave to it what that makes a difference for.
OF_INTS = of_acosh, of_log10, of_log2, of_sqrt
for f in ALL:
    same(f, *each(FLOATS), *each(NEAR))
    # math takes ints and bools too, as the floats next to them.
    if f not in OF_INTS:
        same(f, *each([0, 1, -1, 2, 50, 2**53 + 1]))
    same(f, *each([True, False]))
for f in (of_log, of_fabs):
    same(f, *each(INTS))
for f in OF_INTS:
    either(f, *each(INTS), *each(range(1, 40)), *each([10**i for i in range(19)]), *each([2**i for i in range(63)]))
    # Ints that the guest keeps as big ones.
    either(f, *[(math.comb(n, n // 3),) for n in range(3, 66)], *[(math.perm(n, 3),) for n in range(4, 90)])
same(of_log2, *each([2**i for i in range(63)]))
same(of_log10, *each([10**i for i in range(19)]))
same(of_sqrt, *each(range(200)), *each(INTS))


@optimize
def of_big_ones(n, k, m):
    c = math.comb(n, k)
    p = math.perm(n, 3)
    return math.sqrt(c), math.log(c), math.log2(c), math.log10(p), math.acosh(c), c / m, m / p, c**-2, float(c), c * 0.1


either(of_big_ones, *[(n, k, m) for n in range(4, 66, 3) for k in range(1, n, 5) for m in (3, 7, 97)])


@optimize
def distances(x, y, out, n):
    for i in range(n):
        out[i] = math.sqrt(x[i] * x[i] + y[i] * y[i])


same(distances, ([3.0, 1.0], [4.0, 1.0], [0.0, 0.0], 2))


@optimize
def stops_at_the_domain(x, n):
    for i in range(n):
        x[i] = math.log(x[i])


# ValueError after the first store, which stays done once.
same(stops_at_the_domain, ([2.0, 3.0], 2), ([2.0, 0.0, 3.0], 3), ([2.0, -1.0], 2))


@optimize
def overflows(x, n):
    for i in range(n):
        x[i] = math.exp(x[i])


same(overflows, ([1.0, 2.0], 2), ([1.0, 1000.0], 2))
