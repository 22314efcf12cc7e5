"""None as a default, an argument or a global of what is called: what is compiled relies on it."""
from comparison import either, same
from epochly import optimize


def bisect(a, x, lo=0, hi=None):
    if hi is None:
        hi = len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo


@optimize
def places(a, x):
    return bisect(a, x), bisect(a, x, 1), bisect(a, x, 0, None), bisect(a, x, hi=2), bisect(a, x, lo=1, hi=len(a) - 1)


same(places, ([1, 3, 5, 7], 4), ([1.5, 2.5, 9.0], 2.0), ([1, 3], 9), ([1, 1], 1))


def scaled(x, by=None):
    if by is None:
        return x
    return x * by


@optimize
def total(a, by):
    s = scaled(a[0])
    for x in a:
        s += scaled(x) + scaled(x, by) + scaled(x, None if by > 2 else by)
    return s


either(total, ([1.5, 2.5], 2.0), ([1, 2], 3))


@optimize
def scaled_once(x, y):
    return scaled(x) + scaled(y, by=x), scaled(y, None)


same(scaled_once, (2, 3), (1.5, 2), (-0.0, 3.5))

scaled.__defaults__ = (10,)
same(scaled_once, (2, 3), (1.5, 2))
scaled.__defaults__ = (None,)
same(scaled_once, (2, 3), (1.5, 2))

LIMIT = None


@optimize
def limited(a):
    s = 0
    for x in a:
        if LIMIT is not None and x > LIMIT:
            s += LIMIT
        else:
            s += x
    return s, LIMIT is None


same(limited, ([1, 5, 9],), ([1.5],))
LIMIT = 4
same(limited, ([1, 5, 9],), ([1.5],))
LIMIT = None
same(limited, ([1, 5, 9],), ([1.5],))


@optimize
def used(x):
    return x + LIMIT


either(used, (1,))


class Model:
    def __init__(self, bias):
        self.bias = bias

    @optimize
    def apply(self, x):
        if self.bias is None:
            return x
        return x + self.bias

    @optimize
    def set_and_read(self, x):
        before = self.bias is None
        self.bias = x
        return before, self.bias


for bias in (None, 1.5, None, 2):
    for attempt in range(2):
        model = Model(bias)
        plainly = Model.apply.__wrapped__(model, 2), Model.set_and_read.__wrapped__(Model(bias), 3)
        if (model.apply(2), model.set_and_read(3)) != plainly or model.bias != 3:
            raise AssertionError(f"{bias} gives something else")
