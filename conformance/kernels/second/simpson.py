"""The area under a curve, more finely where it bends: by recursion. Idea: Rosetta Code, adaptive Simpson's method."""
from math import cos, exp

import epochly

BENCH_SCALE = 6


def curve(x):
    return exp(-0.5 * x) * cos(3.0 * x) + 1.0


def estimate(a, fa, b, fb):
    middle = (a + b) / 2.0
    f = curve(middle)
    return middle, f, abs(b - a) / 6.0 * (fa + 4.0 * f + fb)


def refine(a, fa, b, fb, tolerance, whole, m, fm):
    left_m, left_fm, left = estimate(a, fa, m, fm)
    right_m, right_fm, right = estimate(m, fm, b, fb)
    error = left + right - whole
    if abs(error) <= 15.0 * tolerance:
        return left + right + error / 15.0
    return (refine(a, fa, m, fm, tolerance / 2.0, left, left_m, left_fm)
            + refine(m, fm, b, fb, tolerance / 2.0, right, right_m, right_fm))


@epochly.optimize
def simpson(a, b, tolerance):
    fa, fb = curve(a), curve(b)
    m, fm, whole = estimate(a, fa, b, fb)
    return refine(a, fa, b, fb, tolerance, whole, m, fm)


def setup(scale):
    return 0.0, 10.0, 10.0 ** -(4 + scale)
