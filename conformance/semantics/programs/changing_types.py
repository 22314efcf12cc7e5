"""Variables whose type depends on the way that was taken: the value keeps the type it really has."""
from comparison import NAN, either, same
from epochly import optimize


@optimize
def sum_from_int_zero(values, n):
    s = 0
    for i in range(n):
        s += values[i]
    return s


# An int 0 for no element, else a float.
same(sum_from_int_zero, ([1.5, 2.5], 2), ([0.1] * 10, 10), ([1, 2], 2), ([-0.0], 1))
either(sum_from_int_zero, ([1.5], 0))


@optimize
def becomes_float(n):
    x = 1
    for i in range(n):
        x = x * 0.5
    return x


either(becomes_float, (0,), (1,), (5,))


@optimize
def halves_in_place(x, n):
    for _ in range(n):
        x /= 2
    return x


either(halves_in_place, (8, 0), (8, 3), (8.0, 0), (8.0, 3))


@optimize
def merged(c):
    if c:
        x = 1
    else:
        x = 2.5
    return x


@optimize
def merged_and_used(c):
    if c:
        x = 1
    else:
        x = 2.5
    return x * 2.0


@optimize
def merged_division(c, a):
    x = 7 if c else 7.0
    return x // a


@optimize
def merged_power(c):
    x = 2 if c else 2.0
    return x ** 62 * 3


@optimize
def merged_compare(c):
    x = 2**53 + 1 if c else 1.0
    return x == 2.0**53


either(merged, (True,), (False,))
either(merged_and_used, (True,), (False,))
either(merged_division, (True, 2), (False, 2), (True, 2.0), (True, 0))
either(merged_power, (True,), (False,))
either(merged_compare, (True,), (False,))


@optimize
def int_then_float(a):
    x = a * 2
    x = x * 0.5
    return x


@optimize
def float_then_int(a):
    x = a * 0.5
    x = int(x)
    return x * a


@optimize
def reused_name(values, n):
    i = 0.5
    s = i
    for i in range(n):
        s += values[i] * i
    i = s * 2
    return i


@optimize
def bool_then_int(a):
    found = False
    found = found + a
    return found


@optimize
def bool_or_int(a):
    flag = False
    if a > 2:
        flag = 1
    return flag


same(int_then_float, (3,), (1.5,), (True,))
same(float_then_int, (3,), (1.5,))
same(reused_name, ([1.5, 2.5], 2), ([1, 2], 2))
same(bool_then_int, (3,), (1.5,), (True,))
either(bool_or_int, (1,), (3,))


@optimize
def alternates(n):
    x = 0
    for i in range(n):
        if i % 2 == 0:
            x = x + 1
        else:
            x = x + 0.5
    return x


either(alternates, (0,), (1,), (2,), (7,))


@optimize
def big_int_then_float(n):
    x = 2**53
    for i in range(n):
        x = x + 1
    return x + 0.0


same(big_int_then_float, (0,), (1,), (3,))


@optimize
def running_mean(values, n):
    mean = 0
    for i in range(n):
        mean = mean + (values[i] - mean) / (i + 1)
    return mean


same(running_mean, ([1.0, 2.0, 4.0], 3), ([1, 2, 4], 3), ([NAN, 1.0], 2))


@optimize
def list_or_number(values):
    x = values
    x = 5
    return x + values[0]


either(list_or_number, ([1, 2],))


@optimize
def largest_so_far(values, n):
    best = -1
    for i in range(n):
        if values[i] > best:
            best = values[i]
    return best


same(largest_so_far, ([3, 1, 7], 3), ([-3, -1], 2))
either(largest_so_far, ([3.5, 1.5, 7.5], 3), ([-3.5], 1))
