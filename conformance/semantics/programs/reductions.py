"""sum, any, all, min, max, len and math.prod over lists, arrays, tuples and generator expressions; in."""
import math
from array import array

from comparison import FLOATS, INF, INTS, MAX, MIN, NAN, bails, each, either, pairs, plain, same
from epochly import optimize

#: Lists whose sum depends on the order and on every rounding.
LISTS = [[0.1] * 10, [1e16, 1.0, -1e16], [1.0, 1e100, 1.0, -1e100], [-0.0], [-0.0, -0.0], [INF, 1.0], [INF, -INF],
         [NAN, 1.0], [1e308, 1e308], [5e-324, 5e-324, 1e-320], [0.3, 0.1, 0.2]]
INT_LISTS = [[1], [1, 2, 3], [0, 0], [-5, 5], [2**31, 2**31], [2**40, -1], [MAX, -1], [MIN + 9, 5]]


@optimize
def total(values):
    return sum(values)


same(total, *each(LISTS), *each(INT_LISTS), ([],), ([True, False, True],))
same(total, (array("d", [0.1, 0.2, 0.3]),), (array("f", [0.1, 0.2]),), (array("i", [1, -2]),), (b"abc",))
same(total, lambda: (memoryview(array("d", [0.5, 1.5])),))
bails(total, ([MAX, 1],), ([MIN + 1, -2],), ([MAX, 1, -1],), (array("d"),))
either(total, ([[1], [2]],), ([1, 2.5],), ((1, 2),), ("ab",), (5,))


@optimize
def total_from(values, start):
    return sum(values, start)


@optimize
def total_named(values, begin):
    return sum(values, start=begin) + sum(values, 0.0)


for f in (total_from, total_named):
    same(f, *pairs(LISTS, [0, 0.0, -0.0, 5, 0.1, True]), *pairs(INT_LISTS, [0, 0.5, -3, False]))
    same(f, ([2.5], 1), ([], 2.5))
same(total_from, ([True], True), ([1.5], MAX))
bails(total_from, ([1], MAX))


@optimize
def squares(values):
    return sum(x * x for x in values) / len(values)


@optimize
def positive(values):
    return sum(x for x in values if x > 0)


@optimize
def of_a_range(n):
    return sum(i * i for i in range(n)) + sum(range(n)) + sum(i / 2 for i in range(1, n, 2))


@optimize
def products(a, b):
    return sum(x * y for x, y in zip(a, b))


@optimize
def of_rows(m):
    return sum(sum(row) for row in m) + sum(x for row in m for x in row if x != 2.0)


same(squares, *each([[0.1, 0.2, 0.7], [-0.0], [1e200, 1.0], [NAN]]), *each([[1, 2, 3], [-7]]))
# ZeroDivisionError
bails(squares, ([],))
same(positive, *each(LISTS), *each([[-1.0], [-1, 2], [-3]]))
same(of_a_range, *each([2, 3, 10, 1000]))
bails(of_a_range, (0,))
same(products, ([0.1, 0.2], [3.0, 4.0]), ([1, 2], [3, 4]), ([1, 2], [0.5, 0.25, 9.0]))
same(of_rows, ([[1.0, 2.0], [3.0]],), ([[1, 2], [3]],))


@optimize
def mixed_items(values):
    return sum(x if x > 1 else 1 for x in values)


same(mixed_items, ([0.5, 2.5, 0.25],), ([3.5],), ([5, 0],))
either(mixed_items, ([0.5],))


@optimize
def any_above(values, limit):
    return any(v > limit for v in values), all(v > limit for v in values)


@optimize
def any_of(values):
    return any(values), all(values)


@optimize
def any_pair(m, wanted):
    return any(x == wanted for row in m for x in row), all(x < wanted for row in m if len(row) > 1 for x in row)


same(any_above, *pairs([[1.0, 2.0], [3.0], [-1.0, NAN], [], [0.5, 1.5, 2.5]], [0.0, 1.0, 2.0, 5.0]))
same(any_of, *each([[0, 0], [0, 1], [1, 1], []]), *each([[0.0, -0.0], [NAN], [0.0, 1.0]]), *each([[True], [False]]))
same(any_of, (array("d", [0.0]),), (b"\0\1",))
same(any_pair, *pairs([[[1], [2, 3]], [[4, 5]], [[6]]], [1, 3, 5, 9]))


@optimize
def stops_early(values, others):
    # The index is bad only beyond the item that decides.
    return any(others[v] > 0 for v in values)


same(stops_early, ([0, 9], [1]), ([0, 1], [0, 0]), ([0, 9], [0]))


@optimize
def in_conditions(values, n):
    count = 0
    while not any(v > n for v in values) and n > 0 or n > 100:
        n -= 1
        count += 1
    if all(v >= 0 for v in values):
        count += 1000
    return count if any(v == 2 for v in values) else -count


either(in_conditions, ([1, 2, 3], 10), ([-1], 200), ([], 5))


@optimize
def least(values):
    return min(values)


@optimize
def greatest(values):
    return max(values)


@optimize
def range_of_squares(values):
    return min(v * v for v in values), max(v * v for v in values if v > 0)


for f in (least, greatest):
    same(f, *each(LISTS), *each(INT_LISTS), ([0.0, -0.0],), ([-0.0, 0.0],), ([1.0, NAN],), ([NAN, 1.0],), ([True, False],))
    same(f, (array("d", [2.0, 1.0]),), (b"bac",))
    # ValueError
    same(f, ([],), (array("d"),))
    either(f, ([[1], [2]],), ((3, 1, 2),))
same(range_of_squares, ([1.5, -2.0],), ([3, -4, 2],))
same(range_of_squares, ([-1.5],))


@optimize
def either_type(values):
    return max(v if v > 2 else 0 for v in values)


either(either_type, ([3.5, 1.0],), ([1.0, 3.5],), ([1.0],), ([3, 1],))


@optimize
def of_tuples(a, b):
    pair = (a, b, 3)
    return sum((a, b, 1.5)), sum(pair), min(pair), max((b, a)), any((a, b)), all(pair), len(pair), math.prod(pair)


same(of_tuples, (1, 2), (0.5, -2), (0, 7), (NAN, 1.0), (-0.0, 0.0), (True, False))


@optimize
def product(values):
    return math.prod(values)


@optimize
def product_from(values, start):
    return math.prod(values, start=start) + math.prod((v + 1 for v in values), start=2)


same(product, *each(LISTS), *each([[1, 2, 3], [-5], [2**31, 2**31], [True, True]]), ([],), (array("d", [0.1, 0.2]),))
bails(product, ([2**40, 2**40],), ([MAX, -2],))
same(product_from, *pairs([[0.1, 0.7], [1, 2], [2.5]], [1, 0.5, -3]))


@optimize
def in_loops(m, out):
    for i in range(len(m)):
        row = m[i]
        out[i] = sum(row) / len(row) + max(row) - min(row)
    return sum(out)


same(in_loops, ([[0.1, 0.2], [3.0]], [0.0, 0.0]))


@optimize
def own_lists(n):
    values = [i * 0.1 for i in range(n)]
    return sum(values), max(values), any(v > 1 for v in values), len([]), sum([1, 2, 3]), sum([v * 2 for v in values])


same(own_lists, (1,), (20,))


def helper(x):
    return x * 0.1


@optimize
def with_calls(values):
    return sum(helper(v) for v in values) + max(helper(v) for v in values)


same(with_calls, ([1, 2, 3],), ([0.5],))


@optimize
def scopes(i):
    a = sum(i for i in range(5))
    b = sum(x * i for x in range(i))
    return a, b, i


same(scopes, (4,), (7,))


@optimize
def started(values, m):
    return sum(range(3), 5) + sum(values, -1) + sum((v for v in values), values[0]) + sum(m, start=values[-1] * 2)


same(started, ([1, 2], [0.5]), ([1.5], [2]))


@optimize
def unused(values):
    g = (v for v in values)
    return 1


@optimize
def with_key(values):
    return max(values, key=abs)


@optimize
def with_default(values):
    return min(values, default=0)


plain(unused, "(v for", ([1],))
either(with_key, ([1, -2],))
either(with_default, ([],), ([1],))


@optimize
def one_of(x):
    return x in (1, 2, 5), x not in (1, 2.5), x in [7, 8.5], x in ()


same(one_of, *each([1, 2, 3, 5, 7, 0, -1]), *each([1.0, 2.5, 8.5, 0.0, -0.0, NAN, INF]), *each([True, False]))


@optimize
def one_of_these(x, a, b):
    return x in (a, b), x not in [a, None, b]


same(one_of_these, (1, 1, 2), (1, 2, 3), (1.5, 1.5, 2), (2, 1.5, 2.0), (2**53 + 1, 2.0**53, 0), (True, 1, 2))
either(one_of_these, *pairs([0.0, -0.0, NAN, 1.0], [0.0, -0.0, NAN]) and [(x, y, 1.0) for x in (0.0, -0.0, NAN, 1.0) for y in (0.0, -0.0, NAN)])


@optimize
def contained(x, values):
    return x in values, x not in values


same(contained, *pairs([1, 2, 9, True, 2**40], [[1, 2, 3], [2**40, 5], [], [0]]))
same(contained, *pairs([1.5, 2.0, 9.0, INF], [[1.5, 2.0], [INF, -1.0], [NAN]]), *pairs([1, 2, 2**53 + 1], [[1.0, 2.5], [2.0**53]]))
same(contained, *pairs([1.0, 2.5, 0.0, -0.0], [[1, 2], [0]]), (True, [True, False]), (0, [True, False]), (1.0, [True]))
either(contained, *pairs([0.0, -0.0, NAN], [[0.0], [-0.0], [NAN], [1.0]]))


@optimize
def contained_in_buffer(x, values):
    return x in values


same(contained_in_buffer, (2.0, array("d", [1.0, 2.0])), (3, array("d", [1.0, 2.0])), (3, array("i", [3])), (2.5, array("i", [3])))
either(contained_in_buffer, (0.0, array("d", [-0.0])), (3, b"\3"), (300, b"\3"), (3, (1, 3)), (None, [1]), (1, 2))
either(contained, lambda: (0.0, [None, -0.0][1:]), lambda: (0.0, [0] * 1 and [-0.0]))


@optimize
def counts_members(values, wanted):
    count = 0
    for v in values:
        if v in wanted and v not in (3, 4):
            count += 1
        elif 0 < v in (7, 8):
            count += 100
    return count


same(counts_members, ([1, 2, 3, 7, 8], [1, 3, 9]), ([1.5, 7.0], [1.5]))


@optimize
def in_text(x):
    return x in "abc"


either(in_text, ("a",), (1,))
