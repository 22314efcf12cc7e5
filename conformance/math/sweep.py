"""Evaluates what kernels have of math, and of arithmetic with floats, over many values: plain and compiled.

A case is an expression in a, or in a and b. Its plain loop runs over all values and notes where it raises;
the rest goes to the optimized loop, which has to run compiled and to give the same bits. Of the values that
raise some are tried one by one. Values are borders, random bits, random magnitudes and numbers as programs
have them; `case(...)` below says which kind each parameter takes.
"""
import json
import linecache
import math
import random
import struct
from array import array

import epochly

CHUNKS = 16
RAISING = 40

TEXT = """
import math
from epochly import optimize


def plain(a_values, b_values, out, raising):
    i = 0
    n = len(a_values)
    while i < n:
        try:
            while i < n:
                a = a_values[i]
                b = b_values[i]
                out[i] = {expression}
                i += 1
        except (ValueError, ArithmeticError, TypeError):
            raising.append(i)
            i += 1


@optimize
def compiled_{number}(a_values, b_values, start, stop, out):
    for i in range(start, stop):
        a = a_values[i]
        b = b_values[i]
        out[i] = {expression}


@optimize
def one_{number}(a, b):
    return {expression}
"""


class Pools:
    """Values of each kind, the same number of all."""

    def __init__(self, count, seed):
        self.count = count
        self.random = random.Random(seed)
        self.made = {}

    def of(self, kind, place):
        """Values for the parameter of that place, so that two parameters get two orders."""
        key = kind, place
        if key not in self.made:
            self.made[key] = getattr(self, kind)()
        return self.made[key]

    def bits(self, count):
        return array("d", self.random.randbytes(8 * count))

    def floats(self):
        """A quarter has any bits at all; the others are borders and numbers of the sizes that programs have."""
        uniform = self.random.uniform
        signs = (1.0, -1.0)
        quarter = self.count // 4
        values = array("d", self.borders())
        values.extend([uniform(-1.0, 1.0) for _ in range(quarter)])
        values.extend([uniform(-50.0, 50.0) for _ in range(quarter)])
        values.extend([math.exp(uniform(-25.0, 25.0)) * signs[i & 1] for i in range(quarter - len(values) % quarter)])
        values.extend(self.bits(self.count - len(values)))
        return self.shuffled(values)

    def borders(self):
        values = [0.0, 5e-324, 1e-310, 2.2250738585072014e-308, 2.0**-28, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 30.0, 140.0,
                  170.5, 171.0, 200.0, 709.782712893384, 710.0, 745.2, 2.0**28, 2.0**52, 2.0**53, 2.0**63, 1e308,
                  math.pi, math.e, 1.7976931348623157e308, math.inf, math.nan]
        values += [i / 2.0 for i in range(60)] + [2.0**i for i in range(-1074, 1024, 37)]
        near = [math.nextafter(x, to) for x in values for to in (math.inf, -math.inf)]
        return [sign * x for x in values + near for sign in (1.0, -1.0)]

    def units(self):
        """From -1 to 1, near the ends in particular."""
        uniform = self.random.uniform
        half = self.count // 2
        values = array("d", [uniform(-1.0, 1.0) for _ in range(half)])
        values.extend([1.0 - math.exp(uniform(-37.0, 0.0)) for _ in range(half // 2)])
        values.extend([math.exp(uniform(-600.0, 0.0)) - 1.0 for _ in range(half // 4)])
        values.extend([-math.exp(uniform(-600.0, 0.0)) for _ in range(self.count - len(values))])
        return self.shuffled(values)

    def positive(self):
        return array("d", [abs(x) for x in self.floats()])

    def ints(self):
        """Of any number of bits up to 64, and borders."""
        bits = self.random.getrandbits
        values = array("q", [sign * x for x in self.int_borders() for sign in (1, -1)])
        values.append(-(2**63))
        words = array("q", self.random.randbytes(8 * (self.count - len(values))))
        values.extend([word >> (i & 63) for i, word in enumerate(words)])
        return self.shuffled(values)

    def int_borders(self):
        powers = [2**i + d for i in range(63) for d in (-1, 0, 1)]
        return list(range(200)) + powers + [10**i + d for i in range(19) for d in (-1, 0, 1)] + [2**63 - 1]

    def counts(self):
        """Small ints, a few negative."""
        return array("q", [self.random.randrange(-3, 70) for _ in range(self.count)])

    def exponents(self):
        return array("q", [self.random.randrange(-2200, 2200) for _ in range(self.count)])

    def digits(self):
        return array("q", [self.random.randrange(-25, 25) for _ in range(self.count)])

    def naturals(self):
        return array("q", [x if x >= 0 else ~x for x in self.ints()])

    def near_ints(self):
        """Floats at and beside ints: what comparing the two has to get right."""
        values = array("d", [float(x) for x in self.of("ints", "a")])
        for i in range(0, len(values), 3):
            values[i] = math.nextafter(values[i], math.inf if i & 1 else -math.inf)
        return values

    def shuffled(self, values):
        values = list(values)
        self.random.shuffle(values)
        return array("d" if isinstance(values[0], float) else "q", values)


CASES = []


def case(expression, a, b=None, gives="d", gives_up=False):
    """gives_up: kernels may leave some values to the plain function, though that does not raise."""
    CASES.append((expression, a, b or a, gives, gives_up))


for name in ("sqrt exp expm1 log log2 log10 log1p sin cos tan atan sinh cosh tanh asinh acosh erf erfc gamma lgamma"
             " degrees radians ulp fabs").split():
    case(f"math.{name}(a)", "floats")
for name in ("sqrt", "log", "log2", "log10", "acosh", "gamma", "lgamma"):
    case(f"math.{name}(a) + 0.0 * b", "positive", "units")
for name in ("asin", "acos", "atanh", "erf", "log1p"):
    case(f"math.{name}(a)", "units")
for name in ("exp", "sin", "log", "asinh", "fabs", "atan", "lgamma"):
    case(f"math.{name}(a)", "ints")
# How the guest keeps an int makes a difference for these.
for name in ("sqrt", "log2", "log10", "acosh"):
    case(f"math.{name}(a)", "ints", gives_up=True)
for name in ("floor", "ceil", "trunc"):
    case(f"math.{name}(a)", "floats", gives="q")
    case(f"math.{name}(a)", "near_ints", gives="q")
for name in ("isnan", "isinf", "isfinite"):
    case(f"int(math.{name}(a))", "floats", gives="q")
for name in ("atan2", "copysign", "fmod", "remainder", "pow", "hypot", "dist_1", "nextafter", "log"):
    if name == "dist_1":
        case("math.dist((a, b), (b, 0.5))", "floats")
    else:
        case(f"math.{name}(a, b)", "floats")
case("math.pow(a, b)", "positive", "units")
case("math.log(a, b)", "positive")
case("math.hypot(a, b)", "units")
case("math.hypot(a)", "floats")
case("math.hypot(a, b, 1.5)", "floats")
case("math.hypot(a, b, a, 0.25)", "units")
case("math.dist((a, b, 1.0), (b, 0.5, a))", "units")
case("math.modf(a)[0]", "floats")
case("math.modf(a)[1]", "floats")
case("math.frexp(a)[0]", "floats")
case("math.frexp(a)[1]", "floats", gives="q")
case("math.ldexp(a, b)", "floats", "exponents")
case("math.nextafter(a, b, steps=3)", "floats")
case("math.fsum((a, b, 1.0, -a, 1e-17))", "floats")
case("math.sumprod((a, b), (b, 0.1))", "units")
# Kernels leave sums that are not finite to the plain function, and what round() gives for 2.0**63.
case("math.sumprod((a, b), (b, 0.1))", "floats", gives_up=True)
case("int(math.isclose(a, b))", "units", gives="q")
case("int(math.isclose(a, a * (1.0 + 1e-9 * b)))", "floats", "units", gives="q")
case("int(math.isclose(a, b, rel_tol=0.25, abs_tol=1e-3))", "floats", gives="q")
case("math.isqrt(a)", "naturals", gives="q")
case("math.factorial(a)", "counts", gives="q")
case("math.comb(a, b)", "counts", gives="q")
case("math.perm(a, b)", "counts", gives="q")
case("math.perm(a)", "counts", gives="q")
case("math.gcd(a, b)", "ints", gives="q")
case("math.lcm(a, b)", "ints", gives="q")
case("math.prod((a, b, 0.1))", "floats")
case("a + b", "floats")
case("a * b", "floats")
case("a / b", "floats")
case("a ** b", "floats")
case("a ** b", "positive", "units")
case("a ** b", "units", "digits")
case("a ** b", "floats", "digits")
case("a ** 2", "floats")
case("a ** 0.5", "positive")
case("a % b", "floats")
case("a // b", "floats")
case("a % b", "units")
case("a // b", "units")
case("a % b", "floats", "ints")
case("a // b", "ints", "floats")
case("divmod(a, b)[0]", "floats")
case("divmod(a, b)[1]", "floats")
case("round(a)", "floats", gives="q", gives_up=True)
case("round(a)", "near_ints", gives="q", gives_up=True)
case("round(a)", "units", gives="q")
case("round(a, b)", "floats", "digits")
case("round(a, 2)", "floats")
case("round(a, b)", "units", "digits")
case("a / b", "ints", gives_up=True)
case("a / b", "ints", "counts", gives_up=True)
case("a / b", "counts", "ints", gives_up=True)
case("a % b", "ints", gives="q")
case("a // b", "ints", gives="q")
case("float(a)", "ints")
case("int(a)", "floats", gives="q")
case("int(a)", "near_ints", gives="q")
case("a + b", "ints", "floats")
case("a * b", "floats", "ints")
case("a / b", "floats", "ints")
for operator in ("<", "<=", "==", "!=", ">", ">="):
    case(f"int(a {operator} b)", "ints", "near_ints", gives="q")
case("int(a < b)", "floats", "ints", gives="q")
case("int(a.is_integer())", "floats", gives="q")
case("int(a.is_integer())", "near_ints", gives="q")


def functions(number, expression):
    """The three functions of a case, made of a text that the optimizer finds."""
    file = f"<case {number}>"
    text = TEXT.format(expression=expression, number=number)
    linecache.cache[file] = len(text), None, text.splitlines(True), file
    names = {"__name__": f"case_{number}"}
    exec(compile(text, file, "exec"), names)
    return names["plain"], names[f"compiled_{number}"], names[f"one_{number}"]


def without(values, places):
    """The values but those at the places, which go up."""
    kept = array(values.typecode)
    start = 0
    for place in places:
        kept.extend(values[start:place])
        start = place + 1
    kept.extend(values[start:])
    return kept


def differences(a_values, b_values, expected, actual):
    if expected.tobytes() == actual.tobytes():
        return []
    found = []
    for a, b, x, y in zip(a_values, b_values, expected, actual):
        # Which NaN it is has no meaning in Python.
        if x != x and y != y:
            continue
        if struct.pack(expected.typecode, x) != struct.pack(expected.typecode, y):
            found.append(f"a={a!r} b={b!r}: {x!r} plain, {y!r} compiled")
    return found


def outcome(function, a, b):
    try:
        value = function(a, b)
        return repr(value)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def count(function):
    """What the runtime counted of a function: calls, and the reason of the last that fell back."""
    return epochly.stats()["functions"].get(function.__qualname__) or {"compiled_calls": 0}


def sweep(number, pools):
    expression, a_kind, b_kind, gives, gives_up = CASES[number]
    a_values = pools.of(a_kind, "a")
    b_values = pools.of(b_kind, "b")
    plain, compiled, one = functions(number, expression)
    expected = array(gives, bytes(8 * len(a_values)))
    raising = []
    plain(a_values, b_values, expected, raising)
    a_good = without(a_values, raising)
    b_good = without(b_values, raising)
    expected = without(expected, raising)
    actual = array(gives, bytes(8 * len(a_good)))
    n = len(a_good)
    for chunk in range(CHUNKS):
        compiled(a_good, b_good, n * chunk // CHUNKS, n * (chunk + 1) // CHUNKS, actual)
    counted = count(compiled)
    ran = counted["compiled_calls"]
    found = differences(a_good, b_good, expected, actual)
    for place in raising[:: max(1, len(raising) // RAISING)]:
        a, b = a_values[place], b_values[place]
        wanted, given = outcome(one.__wrapped__, a, b), outcome(one, a, b)
        if wanted != given:
            found.append(f"a={a!r} b={b!r}: {wanted} plain, {given} optimized")
    fault = ""
    if ran < CHUNKS and not gives_up:
        fault = str(counted.get("last_fallback_reason"))
    return {"name": f"{expression} of {a_kind}" + (f", {b_kind}" if b_kind != a_kind else ""), "values": n,
            "raising": len(raising), "compiledCalls": ran, "calls": CHUNKS, "fault": fault,
            "differences": found[:10], "different": len(found)}


def sweep_all(values, seed, only):
    pools = Pools(values, seed)
    return json.dumps([sweep(number, pools) for number, each in enumerate(CASES) if only in each[0]])


def names():
    return " ".join([name for name in dir(math) if not name.startswith("_")])
