"""A variable that is None until it is given a number."""
from comparison import bails, either, same
from epochly import optimize


@optimize
def smallest(values):
    best = None
    for v in values:
        if best is None or v < best:
            best = v
    return best


same(smallest, ([3, 1, 2],), ([2.5],), ([0.0, -0.0],))
bails(smallest, ([1.5][:0],))


@optimize
def first_at_least(values, bound, otherwise):
    found = None
    for i, v in enumerate(values):
        if v >= bound:
            found = i
            break
    if found is not None:
        return found
    return otherwise


same(first_at_least, ([1, 5, 7], 6, -1), ([1, 5, 7], 8, -1), ([1.5, 2.5], 0.0, 9))


@optimize
def comes_and_goes(n, k):
    last = None
    total = 0
    for i in range(n):
        if i % k == 0:
            last = None
        elif last is None:
            last = i * 0.5
        else:
            last = i
        if last is not None:
            total += last
    return total, last is None


same(comes_and_goes, (0, 3), (1, 3), (10, 3), (11, 2))


@optimize
def adds_anyway(values):
    last = None
    for v in values:
        if v > 0:
            last = v
    return last + 1


same(adds_anyway, ([1, 2],), ([-1, 2],))
bails(adds_anyway, ([-1, -2],))


@optimize
def bound_late(n, flag):
    if n > 0:
        x = None
        if flag:
            x = n
    return x is None


same(bound_late, (1, True), (1, False))
bails(bound_late, (0, True))


def root(x):
    if x < 0:
        return None
    return x * 0.5


@optimize
def calls_maybe(values):
    total = 0.0
    for v in values:
        r = root(v)
        total += r
    return total


same(calls_maybe, ([1.0, 4.0],))
bails(calls_maybe, ([1.0, -4.0],))


@optimize
def as_truth(n):
    x = None
    if n > 3:
        x = n
    return 1 if x else 2


same(as_truth, (4,))
either(as_truth, (2,))
