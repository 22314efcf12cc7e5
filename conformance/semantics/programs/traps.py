"""What compilers of numeric code are known to get wrong."""
import math
from array import array

from comparison import INF, MAX, NAN, either, same
from epochly import optimize


# A variable that is carried from one iteration to the next is no reduction, however much it looks like one.

@optimize
def previous_element(values, n):
    total = 0
    previous = 1
    for i in range(n):
        total = total + previous * values[i]
        previous = values[i]
    return total, previous


@optimize
def running_sum(values, n):
    total = 0.0
    largest = -1.0
    for i in range(n):
        total += values[i]
        if total > largest:
            largest = total
        values[i] = total
    return largest


@optimize
def sum_that_starts_anew(values, n):
    total = 0.0
    for i in range(n):
        if values[i] < 0:
            total = 0.0
        total += values[i]
    return total


@optimize
def sum_in_order(values):
    total = 0.0
    for value in values:
        total += value
    return total


@optimize
def product_that_feeds_an_index(values, n):
    at = 1
    for i in range(n):
        at = at * 3 % n
        values[at] += i
    return at


@optimize
def alternating(n):
    sign = 1
    total = 0
    for i in range(n):
        total += sign * i
        sign = -sign
    return total, sign


same(previous_element, ([2, 3, 4], 3), ([2.5, -0.0], 2), ([7], 0))
same(running_sum, ([1.0, -2.0, 4.0, NAN, 1.0], 5), ([-3.0], 1))
same(sum_that_starts_anew, ([1.0, 2.0, -4.0, 8.0], 4), ([-0.0], 1))
# Only from left to right does the sum come out as it does.
same(sum_in_order, ([1e16, 1.0, -1e16, 1.0],), ([0.1] * 10,), ([INF, -INF],), ([-0.0, -0.0],))
same(product_that_feeds_an_index, ([0.0] * 7, 7), ([0.0], 1))
same(alternating, (0,), (7,))


# What the variable of a loop holds behind it.

@optimize
def after_break(values, wanted):
    for i in range(len(values)):
        if values[i] == wanted:
            break
    return i


@optimize
def after_nested(n):
    i = j = -1
    for i in range(n):
        for j in range(i):
            pass
    return i, j


@optimize
def after_zip(a, b):
    i, x, y = -1, 0.0, 0.0
    for i, x in enumerate(a, 5):
        pass
    for x, y in zip(a, b):
        pass
    return i, x, y


@optimize
def of_a_comprehension(n):
    i = 100
    squares = [i * i for i in range(n)]
    return i, squares


@optimize
def after_while(n):
    i = 0
    while i < n:
        i += 3
    else:
        i = i * 10
    return i


@optimize
def changed_then_left(n):
    for i in range(n):
        i = i * 2
        if i > 5:
            break
    else:
        i = -i
    return i


same(after_break, ([1, 2, 3], 2), ([1, 2, 3], 9), ([1.5], 1.5))
# Unbound where the loop is empty.
either(after_break, ([], 1))
same(after_nested, (0,), (1,), (4,))
same(after_zip, ([1.0, 2.0, 3.0], [4.0]), ([1.0], [2.0, 3.0]))
same(of_a_comprehension, (3,), (0,))
same(after_while, (7,), (0,))
either(changed_then_left, (0,), (2,), (9,))


# An array and what it was made of, or is also called.

@optimize
def copied_by_a_slice(a):
    b = a[:]
    b[0] = a[1] + 1
    a[1] = b[0] * 2
    return b


@optimize
def another_name(a, n):
    b = a
    for i in range(1, n):
        b[i] = a[i - 1] + a[i]
    return b


@optimize
def smoothed(a, b, n):
    for i in range(1, n - 1):
        b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3
    return b[n - 2]


def one_list():
    a = [1.0, 2.0, 4.0, 8.0, 16.0]
    return a, a, 5


def views_that_overlap():
    memory = array("d", [1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    return memoryview(memory)[:5], memoryview(memory)[1:], 5


same(copied_by_a_slice, ([1.0, 2.0],), ([1, 2],))
same(another_name, ([1.0, 2.0, 3.0], 3), ([1, 2, 3], 3))
same(smoothed, one_list, views_that_overlap, ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], 3))


# Names that lead to something else from one call to the next.

LIMIT = 3
FACTOR = 2


@optimize
def below_the_limit(values):
    count = 0
    for value in values:
        if value < LIMIT:
            count += 1
    return count * FACTOR


same(below_the_limit, ([1, 2, 3, 4],))
LIMIT = 4
same(below_the_limit, ([1, 2, 3, 4],))
LIMIT = 2.5
same(below_the_limit, ([1, 2, 3, 4],))
FACTOR = 0.5
LIMIT = 3
same(below_the_limit, ([1, 2, 3, 4],))
LIMIT = "3"
either(below_the_limit, ([1, 2, 3, 4],))
del LIMIT
either(below_the_limit, ([1, 2, 3, 4],))


def weight(x):
    return x * 2


@optimize
def weighed(values):
    total = 0
    for value in values:
        total += weight(value)
    return total


same(weighed, ([1, 2],))


def weight(x):
    return x * 3 + 1


same(weighed, ([1, 2],))


def lighter(x):
    return x - 7


weight.__code__ = lighter.__code__
same(weighed, ([1, 2],))
weight = abs
same(weighed, ([-1, 2],))
weight = [1, 2]
either(weighed, ([-1, 2],))


@optimize
def rooted(values):
    total = 0.0
    for i in range(len(values)):
        total += math.sqrt(values[i])
    return total


same(rooted, ([4.0, 9.0],))
original = math.sqrt
math.sqrt = lighter
same(rooted, ([4.0, 9.0],))
math.sqrt = math.cos
same(rooted, ([4.0, 9.0],))
math.sqrt = original


def range(n):
    return [0, 0]


either(rooted, ([4.0, 9.0],))
del range
same(rooted, ([4.0, 9.0],))


# Recursion ends where it ends, and as it ends.

@optimize
def sum_down(n):
    if n <= 0:
        return 0
    return n + sum_down(n - 1)


def plain_sum_down(n):
    if n <= 0:
        return 0
    return n + plain_sum_down(n - 1)


def outcome(function, n):
    try:
        return function(n)
    except RecursionError as error:
        return str(error)


for depth in (0, 1, 10, 100, 100_000):
    if outcome(sum_down, depth) != outcome(plain_sum_down, depth):
        raise AssertionError(f"recursion of depth {depth} gives {outcome(sum_down, depth)} optimized"
                             f" and {outcome(plain_sum_down, depth)} plain")


@optimize
def doubled_down(n, x):
    return x if n == 0 else doubled_down(n - 1, x * 2)


for n, x in ((0, MAX), (3, 1), (3, 0.5), (61, 1), (62, -1), (63, 1), (70, 1)):
    value = doubled_down(n, x)
    if type(value) is not type(x) or value != x * 2**n:
        raise AssertionError(f"doubling {n} times gives {value}")
