"""Keywords, defaults, methods, static methods and nested functions are called as ever."""
from comparison import either, named, same
from epochly import optimize


@optimize
def with_defaults(a, b=2, c=3):
    return a * 100 + b * 10 + c


same(with_defaults, (1,), (1, 5), (1, named(b=7)), (1, named(c=4)), (named(a=9, b=8, c=7),), (1.5, 2.5, named(c=0.5)))
# TypeError, with the function's own name in the message.
either(with_defaults, (), (1, 2, 3, 4), (1, named(d=4)), (1, named(a=2)))


@optimize
def keyword_only(a, *, b, c=3):
    return a * 100 + b * 10 + c


same(keyword_only, (1, named(b=2)), (1, named(b=2, c=4)), (1.5, named(c=4, b=-2.5)), (named(a=1, b=2),))
# TypeError, with the function's own name in the message.
either(keyword_only, (1,), (1, 2), (1, named(c=4)), (1, named(b=2, d=4)))


@optimize
def keyword_only_first(*, values, scale=2.0, at=-1):
    for i in range(len(values)):
        values[i] *= scale
    return values[at]


same(keyword_only_first, (named(values=[1.0, 2.0]),), (named(values=[1.0, 2.0], at=0, scale=0.5),))
# IndexError
same(keyword_only_first, (named(values=[1.0, 2.0], at=5),))


def _next_default(count=[0]):
    count[0] += 1
    return count[0]


@optimize
def default_made_once(a, b=1, *, c=_next_default()):
    return a + b + c


same(default_made_once, (1,), (1, 2), (1, named(c=10)), (1, 2, named(c=2.5)))
if _next_default() != 2:
    raise AssertionError("a default is evaluated more than once")


@optimize
def calls_with_keywords(x):
    return keyword_only(x, b=2) + _scaled(x, factor=3) + _scaled(x)


def _scaled(x, *, factor=10):
    return x * factor


same(calls_with_keywords, (1,), (2.5,))


class Keyworded:
    @optimize
    def scaled(x, *, factor=3):
        return x * factor


same(Keyworded.scaled, (2,), (2, named(factor=0.5)))


@optimize
def mutable_default(x, seen=[0, 0]):
    seen[0] += x
    return seen[1] + x


same(mutable_default, (1, [5, 6]))


@optimize
def positional_only(a, b, /, c):
    return a - b - c


same(positional_only, (5, 3, 1), (5, 3, named(c=1)))
either(positional_only, (5, named(b=3, c=1)))


@optimize
def annotated(a: int, b: float = 1.0) -> float:
    """Has annotations and a text about itself."""
    return a + b


same(annotated, (1,), (1, 2.5))
if annotated.__name__ != "annotated" or not annotated.__doc__.startswith("Has annotations"):
    raise AssertionError("the decorator loses the name or the text")
if annotated.__annotations__ != {"a": int, "b": float, "return": float}:
    raise AssertionError("the decorator loses the annotations")


@optimize(level=2)
def with_arguments(a):
    return a + 1


def not_decorated(a):
    return a + 1


called = optimize(not_decorated, level=2)
same(with_arguments, (1,))
same(called, (1,))


class Scale:
    def __init__(self, factor):
        self.factor = factor

    @staticmethod
    @optimize
    def twice(x):
        return x * 2

    @optimize
    def apply(self, x):
        return x * self.factor

    @classmethod
    @optimize
    def name_length(cls, x):
        return x + len(cls.__name__)


same(Scale.twice, (3,), (1.5,))
same(Scale(2).twice, (3,))
either(Scale(3).apply, (2,), (2.5,))
either(Scale.name_length, (1,))


@optimize
def many(*values):
    return values[0] + values[1]


@optimize
def many_named(**values):
    return values["a"]


either(many, (1, 2), (1.5, 2))
either(many_named, (named(a=1),))


def nested(n):
    @optimize
    def inner(x):
        return x + n
    return inner


same(nested(1), (1,))
same(nested(2.5), (1,))


@optimize
def recursive(n):
    return 1 if n < 2 else n * recursive(n - 1)


if recursive(10) != 3628800:
    raise AssertionError("a recursive function gives another result")

one_liner = optimize(lambda x: x * 2 + 1)
either(one_liner, (3,), (1.5,))
