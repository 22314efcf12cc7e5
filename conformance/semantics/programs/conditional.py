"""a if c else b, if/elif/else, nested and with only one side evaluated."""
from comparison import either, same
from epochly import optimize


@optimize
def pick(c, a, b):
    return a if c else b


@optimize
def sign(x):
    return 1 if x > 0 else -1 if x < 0 else 0


@optimize
def one_side_only(values, i):
    return values[i] if i < 3 else -1


@optimize
def grade(x):
    if x < 0:
        r = -1
    elif x < 10:
        r = 0
    elif x < 100:
        if x % 2 == 0:
            r = 1
        else:
            r = 2
    else:
        r = 3
    return r


@optimize
def in_an_index(values, i, n):
    return values[i - 1 if i > 0 else n - 1] + values[i + 1 if i < n - 1 else 0]


same(pick, (True, 1, 2), (False, 1, 2), (1, 1.5, 2.5), (0.0, 1.5, 2.5), (0, True, False))
same(sign, (5,), (-5,), (0,), (0.5,), (-0.0,), (float("nan"),))
same(one_side_only, ([1, 2, 3], 2), ([1, 2, 3], 3), ([1, 2, 3], 1000))
same(grade, (-1,), (5,), (10,), (11,), (99,), (100,), (5.0,), (50.0,))
same(in_an_index, ([1, 2, 3], 0, 3), ([1, 2, 3], 1, 3), ([1, 2, 3], 2, 3), ([1.5, 2.5], 0, 2))
# An int on one side and a float on the other: the result has the type of the side that was taken.
either(pick, (True, 1, 2.5), (False, 1, 2.5), (True, 1.5, 2), (False, 1.5, 2), (True, True, 2))


@optimize
def clamp(values, n, low, high):
    for i in range(n):
        v = values[i]
        values[i] = low if v < low else (high if v > high else v)


same(clamp, ([-5, 5, 50], 3, 0, 10), ([-5.0, 5.0, 50.0], 3, 0.0, 10.0))
