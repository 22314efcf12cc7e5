"""optimize(signature=...) compiles when the function is decorated, and tells what is wrong with a signature."""
from array import array

import epochly
from comparison import bails, named, same
from epochly import optimize

HALF = 0.5


def compiled_ahead(function, *calls):
    """Makes calls for which a version must be there already."""
    entry = epochly.stats()["functions"][function.__qualname__]
    versions = list(epochly.explain(function).versions)
    if entry["calls"] or not entry["compile_ms"] or not versions:
        raise AssertionError(f"{function.__qualname__} is not compiled ahead of calls")
    same(function, *calls)
    if epochly.stats()["functions"][function.__qualname__]["compile_ms"] != entry["compile_ms"]:
        raise AssertionError(f"a call of {function.__qualname__} compiled although it was compiled ahead: {versions}")


@optimize(signature="float64(float64[:], int64)")
def total(values, n):
    s = 0.0
    for i in range(n):
        s += values[i] * HALF
    return s


compiled_ahead(total, ([1.0, 2.0], 2), ([0.1], 1), ([], 0))
# Other types compile as ever.
same(total, (array("d", [1.0]), 1), ([1, 2], 2))


@optimize(signature=["int64(int64, int64)", "float64(float64, float64)", " bool ( bool , bool ) "])
def larger(a, b):
    return a if a > b else b


compiled_ahead(larger, (1, 2), (0.5, 0.25), (True, False), (2**40, -1))


@optimize(signature="int64[:](int64[:])")
def doubled(values):
    for i in range(len(values)):
        values[i] *= 2
    return values


compiled_ahead(doubled, ([1, 2],), ([2**40, 1],))


@optimize(signature=("None(float[:, :], int)", "None(array(float64, 2), int64)", "(array(float32), bool)"))
def zeroed(m, unused):
    pass


compiled_ahead(zeroed, ([[1.0, 2.0], [3.0]], 5), lambda: (memoryview(array("d", [1.0] * 4)).cast("B").cast("d", (2, 2)), 1),
               (array("f", [1.0]), True))


@optimize(signature="float64(float64)")
def with_defaults(x, n=3, *, scale=2.0):
    return x * n * scale


compiled_ahead(with_defaults, (1.5,), (1.5, 4, named(scale=0.5)))


@optimize(signature="(int64)")
def not_compiled(x):
    return {x: 1}


if epochly.explain(not_compiled).compiled or not epochly.explain(not_compiled).reasons:
    raise AssertionError("what cannot be compiled ahead is not explained")


class Shape:
    @optimize(signature="float64(float64)")
    @staticmethod
    def area(x):
        return x * x


compiled_ahead(Shape.area, (2.0,))


def message(signature, function=None):
    try:
        optimize(signature=signature)(function or (lambda a: a))
    except (ValueError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def one(a):
    return a


def two(a, b):
    return a if a > 0 else b


for signature, function, expected in [
    ("float64(float65)", None, "ValueError: signature 'float64(float65)', column 9: expected a type (float64, "),
    ("float64", None, "ValueError: signature 'float64', column 8: expected '(', found its end"),
    ("float64(int64", None, "ValueError: signature 'float64(int64', column 14: expected ',' or ')', found its end"),
    ("float64(int64,)", None, "ValueError: signature 'float64(int64,)', column 15: expected a type"),
    ("(int64[:,:,:,:])", None, "ValueError: signature '(int64[:,:,:,:])', column 7: expected at most 3 colons"),
    ("(int64[])", None, "ValueError: signature '(int64[])', column 8: expected ':', found ']'"),
    ("(array(complex))", None, "ValueError: signature '(array(complex))', column 8: expected an element type (float64, "),
    ("(array(int8, x))", None, "ValueError: signature '(array(int8, x))', column 14: expected a number of dimensions"),
    ("array(int8)(int64)", None, "ValueError: signature 'array(int8)(int64)', column 1: expected a number, a list or None"),
    ("(int64) int64", None, "ValueError: signature '(int64) int64', column 9: expected nothing behind ')'"),
    (5, None, "TypeError: signature is of type int; it is a str such as"),
    ([5], None, "TypeError: signature holds a int; it is a str such as"),
    ("(int64, int64)", one, "ValueError: signature '(int64, int64)' has 2 parameters, and one() takes 1"),
    ("(int64)", two, "ValueError: signature '(int64)' has 1 parameters, and two() takes 2; there is none for 'b'"),
    ("float64(int64)", one, "TypeError: signature 'float64(int64)' says that one() returns float64, but it returns int64"),
    ("None(float64[:])", one, "TypeError: signature 'None(float64[:])' says that one() returns None, but it returns float64[:]"),
    ("int64(int64, float64)", two,
     "TypeError: signature 'int64(int64, float64)' says that two() returns int64, but it may return float64"),
]:
    told = message(signature, function)
    if not told.startswith(expected):
        raise AssertionError(f"{signature}: {told}")
