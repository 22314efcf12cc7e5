"""Loops whose iterations run on several cores do what they do one after the other; others stay on one core."""
import math
from array import array

import epochly
from comparison import MAX, bails, cores, on_all_cores, plain, same
from epochly import optimize, prange


def floats(n, scale=1.0):
    return [(i * 7919 % 1000) * scale / 7.0 - 40.0 for i in range(n)]


# Independent iterations


@optimize
def saxpy(a, x, y, n):
    for i in range(n):
        y[i] = a * x[i] + y[i]


same(saxpy, *[(2.5, floats(n), floats(n, 3.0), n) for n in (1, 2, 3, 5, 64, 1000, 5000)])
cores(saxpy, "several")


@optimize
def backwards(x, y, n):
    for i in range(n - 1, -1, -2):
        y[i] = x[i] * 2.0 + i


same(backwards, *[(floats(n), [0.0] * n, n) for n in (1, 2, 3, 100, 101)])
cores(backwards, "several")


@optimize
def outer_rows(a, b, n):
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i * n + k] * a[k * n + j]
            b[i * n + j] = s


same(outer_rows, *[(floats(n * n), [0.0] * (n * n), n) for n in (1, 2, 3, 17)])
cores(outer_rows, "several", "", "")


@optimize
def stencil(a, b, n, steps):
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                b[i * n + j] = 0.25 * (a[i * n + j - 1] + a[i * n + j + 1] + a[(i - 1) * n + j] + a[(i + 1) * n + j])
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i * n + j] = b[i * n + j]


same(stencil, *[(floats(n * n), floats(n * n, 2.0), n, steps) for n, steps in ((3, 1), (8, 3), (20, 2))])
cores(stencil, "an element of b may be that of several iterations (line 56)", "several", "", "several", "")


@optimize
def rows_of_lists(grid, out):
    for i in range(len(grid)):
        for j in range(len(grid[i])):
            out[i][j] = grid[i][j] * 2.0 + i


same(rows_of_lists, *[([floats(m) for _ in range(n)], [[0.0] * m for _ in range(n)])
                      for n, m in ((1, 1), (2, 3), (9, 8))])


@optimize
def uneven(out, n):
    for i in range(n):
        k = 0
        x = float(i)
        while x < 1e6 and k < i:
            x = x * 1.5 + 1.0
            k += 1
        out[i] = k


same(uneven, ([0] * 300, 300), ([0] * 2, 2))
cores(uneven, "several", "")


@optimize
def left_in_the_counter(x, n):
    for i in range(0, n, 3):
        x[i] = 1.0
    return i


same(left_in_the_counter, *[([0.0] * n, n) for n in (3, 4, 5, 6, 7, 100, 101, 102)])
cores(left_in_the_counter, "several")


@optimize
def own_list(out, n):
    for i in range(n):
        row = [0.0] * 4
        for k in range(4):
            row[k] = i * 1.5 + k
        row.append(2.0)
        out[i] = row[0] + row[3] * row[4]


same(own_list, ([0.0] * 50, 50), ([0.0] * 2, 2))


@optimize
def in_buffers(x, y):
    for i in range(len(x)):
        y[i] = x[i] * 3


same(in_buffers, *[(array(code, range(n)), array(code, [1] * n)) for code in "bhiqlfd" for n in (1, 2, 40)])


# Lists that turn out to be one


def one_list(n):
    def build():
        x = floats(n)
        return 0.5, x, x, n
    return build


same(saxpy, one_list(1), one_list(100))


@optimize
def shifted(a, b, n):
    for i in range(n):
        b[i + 1] = a[i] + 1.0


def one_shifted(n):
    def build():
        x = floats(n + 1)
        return x, x, n
    return build


same(shifted, one_shifted(3), one_shifted(200), (floats(200), floats(201), 200))
cores(shifted, "several")


def one_row(n):
    def build():
        row = floats(5)
        return [floats(5) for _ in range(n)], [row] * n
    return build


same(rows_of_lists, one_row(2), one_row(30))


def shared_rows(n):
    def build():
        rows = [floats(6) for _ in range(n)]
        return rows, rows[1:] + rows[:1]
    return build


same(rows_of_lists, shared_rows(3), shared_rows(40))


def one_buffer(n):
    def build():
        x = array("d", floats(n + 1))
        return memoryview(x)[:n], memoryview(x)[1:]
    return build


same(in_buffers, one_buffer(3), one_buffer(100))


# What one iteration leaves for the next


@optimize
def running(x, n):
    for i in range(1, n):
        x[i] = x[i - 1] + x[i]


same(running, *[(floats(n), n) for n in (1, 2, 3, 100)])
cores(running, "an element of x may be that of several iterations (line 191)")


@optimize
def reversal(x, n):
    for i in range(n):
        x[i] = x[n - 1 - i] + 1.0


same(reversal, *[(floats(n), n) for n in (1, 2, 3, 100)])
cores(reversal, "an element of x may be that of several iterations (line 201)")


@optimize
def wrapped(x, n):
    for i in range(-n, n):
        x[i] = x[i] + 1.0


same(wrapped, *[(floats(n), n) for n in (1, 2, 3, 100)])


@optimize
def overlapping(x, w, n):
    for i in range(n):
        for j in range(5):
            x[i * w + j] = x[i * w + j] + i


same(overlapping, *[(floats(5 + w * 30), w, 30) for w in (0, 1, 4, 5, 6)])
cores(overlapping, "several", "")


@optimize
def indirect(x, at):
    for i in range(len(at)):
        x[at[i]] = x[at[i]] + 1.0


same(indirect, (floats(9), [3, 3, 3, 1, 8, 3] * 20))
cores(indirect, "an element of x may be that of several iterations (line 231)")


@optimize
def in_order(x, n):
    s = 0.0
    for i in range(n):
        s += x[i]
    return s


same(in_order, *[(floats(n), n) for n in (1, 2, 1000)])
cores(in_order, "s adds up floats, whose order counts; with epochly.prange it need not (line 242)")


@optimize
def last_found(x, n):
    found = -1
    for i in range(n):
        if x[i] > 0.0:
            found = i
    return found


same(last_found, *[(floats(n), n) for n in (1, 2, 1000)])
cores(last_found, "found is read behind the loop (line 253)")


@optimize
def until(x, y, n):
    for i in range(n):
        if x[i] > 100.0:
            break
        y[i] = x[i]


same(until, (floats(500), [0.0] * 500, 500))
cores(until, "it may end before its range does")


@optimize
def growing(n):
    out = []
    for i in range(n):
        out.append(i * 2)
    return out


same(growing, (0,), (1,), (100,))


# Sums and extremes


@optimize
def counting(x, n, limit):
    count = 0
    total = 0
    low = 1 << 40
    bits = 0
    for i in range(n):
        if x[i] > limit:
            count += 1
        total += i * i
        bits |= i
        if i - 7 < low:
            low = i - 7
    return count, total, low, bits


same(counting, *[(floats(n), n, 0.0) for n in (1, 2, 3, 1000)])
cores(counting, "several")


@optimize
def big_sum(x, n, s):
    for i in range(n):
        s += x[i]
    return s


same(big_sum, ([1, -1, 5], 3, 2), ([MAX, -1, -5], 3, 0), (list(range(1000)), 1000, -(2**62)))
bails(big_sum, ([MAX, 1, 5], 3, 0), ([1, 2, 3], 3, MAX))


@optimize
def least(x, n):
    m = x[0]
    for i in range(n):
        if x[i] < m:
            m = x[i]
    return m


same(least, *[(x, len(x)) for x in (
    floats(1000), [0.0, -0.0] * 40, [-0.0, 0.0] * 40, [math.nan, 1.0, -1.0] * 30, [1.0, math.nan, -1.0] * 30,
    [math.inf] * 20, [math.nan] * 20, [3.0])])
cores(least, "several")


# Bail-outs in the middle


@optimize
def logarithms(x, y, n):
    for i in range(n):
        y[i] = math.log(x[i])


same(logarithms, ([1.0 + i for i in range(500)], [0.0] * 500, 500),
     ([1.0 + i for i in range(499)] + [-1.0], [0.0] * 500, 500),
     ([1.0] * 5 + [-1.0] + [2.0] * 600, [0.0] * 606, 606))


@optimize
def beyond_the_end(x, y, n):
    for i in range(n):
        y[i] = x[i] + 1.0


same(beyond_the_end, (floats(300), [0.0] * 299, 300), (floats(299), [0.0] * 300, 300))


@optimize
def divisions(x, y, n):
    for i in range(n):
        y[i] = 100 // x[i]


same(divisions, (list(range(1, 300)), [0] * 299, 299), (list(range(-150, 150)), [0] * 300, 300))


# prange


@optimize
def any_order(x, n):
    s = 0.0
    p = 1.0
    for i in prange(n):
        s += x[i]
        p *= 1.0 + x[i] * 1e-6
    return s, p


@optimize
def exact_in_any_order(n):
    s = 0.0
    for i in epochly.prange(n):
        s += i * 0.5
    return s


same(exact_in_any_order, (1,), (2,), (1000,), (5000,))
cores(exact_in_any_order, "several")


def repeated(n):
    x = floats(n)
    return [any_order(x, n) for _ in range(4)]


# The same bits however many cores there are; these are what one core gives.
assert repeated(4000) == [repeated(4000)[0]] * 4
assert abs(any_order(floats(4000), 4000)[0] - math.fsum(floats(4000))) < 1e-6


@optimize
def scattered(x, at):
    for i in prange(len(at)):
        x[at[i]] = 1.0


same(scattered, (floats(9), [3, 3, 3, 1, 8, 3] * 20))
cores(scattered, "several")


@optimize
def histogram(x, at):
    for i in prange(len(at)):
        x[at[i]] += 1


same(histogram, ([0] * 9, [3, 3, 3, 1, 8, 3] * 20))
cores(histogram, "several")


@optimize
def carried_in_any_order(x, n):
    last = 0.0
    for i in prange(n):
        x[i] = last
        last = x[i] + i
    return last


same(carried_in_any_order, ([0.0] * 100, 100))
cores(carried_in_any_order, "last goes from one iteration to the next (line 427)")


# Told to stay


@optimize(parallel=False)
def on_one(x, n):
    for i in range(n):
        x[i] = x[i] + 1.0


same(on_one, (floats(100), 100))


# What only some iterations leave behind


@optimize
def passed_by(x, n):
    kept = 5
    for i in range(n):
        x[i] = x[i] + 1.0
        if x[i] > 2.0:
            continue
        kept = 7
    return kept


same(passed_by, (floats(100), 100), ([9.0] * 100, 100), ([0.0] + [9.0] * 99, 100))
cores(passed_by, "kept is read behind the loop (line 453)")


# In any order, but to the same elements


@optimize
def last_one_stays(x, n):
    for i in prange(n, 0, -1):
        x[0] = float(i)


same(last_one_stays, ([0.0], 100))
cores(last_one_stays, "an element of x may be that of several iterations (line 471)")


@optimize
def two_each(x, n):
    for i in prange(n):
        x[i // 2] = float(i)


same(two_each, ([0.0] * 50, 100))
cores(two_each, "an element of x may be that of several iterations (line 481)")


@optimize
def put_in_places(x, at, n):
    for i in prange(n):
        to = at[i] + 1
        x[to] = float(i)


same(put_in_places, ([0.0] * 101, [99 - i for i in range(100)], 100))
cores(put_in_places, "several")


# Names of lists that iterations give to other lists


@optimize
def renamed(x, y, n):
    ones = [1.0] * n
    last = [0.0] * n
    for i in range(n):
        last = ones
        x[i] = last[i] + y[i]
    last[0] = 7.0
    return ones, last


same(renamed, *[(floats(n), floats(n), n) for n in (1, 2, 100)])
cores(renamed, "last is read behind the loop (line 506)")


@optimize
def renamed_in_each_round(x, y, z, n):
    from_where = y
    s = 0.0
    for _ in range(3):
        s += from_where[0]
        for i in range(n):
            from_where = z
            x[i] = from_where[i]
    return s


same(renamed_in_each_round, *[(floats(n), floats(n, 2.0), floats(n, 3.0), n) for n in (1, 2, 100)])


# The least so far, by way of another name


@optimize
def handed_on(a, w, n):
    for i in range(n):
        v = a[i]
        v = min(v, w)
        w = v
    return w


same(handed_on, (floats(100), 50.0, 100), (floats(100), 0.0, 100), (list(range(100, 0, -1)), 7, 100))


# Booleans


@optimize
def all_and_any(x, n, limit, yes, no):
    for i in range(n):
        yes = yes and x[i] < limit
        no = no or x[i] > limit
    return yes, no


same(all_and_any, *[(floats(n), n, limit, yes, no) for n in (1, 2, 3, 1000) for limit in (-40.0, 0.0, 200.0)
                    for yes in (True, False) for no in (True, False)])
cores(all_and_any, "several")


@optimize
def own_last(x, n, limit):
    yes, no = True, False
    for i in range(n):
        yes = x[i] < limit and yes
        no = x[i] > limit or no
    return yes, no


same(own_last, *[(floats(n), n, limit) for n in (1, 2, 1000) for limit in (-40.0, 0.0, 200.0)])
cores(own_last, "several")


@optimize
def bits_of_booleans(x, n, limit):
    yes, no, odd = True, False, False
    for i in prange(n):
        yes &= x[i] < limit
        no |= x[i] > limit
        odd ^= x[i] < limit
    return yes, no, odd


same(bits_of_booleans, *[(floats(n), n, limit) for n in (1, 2, 999, 1000) for limit in (-40.0, 0.0, 200.0)])
cores(bits_of_booleans, "several")


@optimize
def found_or_not(x, n, limit):
    found, small = False, True
    for i in range(n):
        if x[i] > limit:
            found = True
            if x[i] > limit + 50.0:
                small = False
    return found, small


same(found_or_not, *[(floats(n), n, limit) for n in (1, 2, 1000) for limit in (-40.0, 0.0, 200.0)])
cores(found_or_not, "several")


@optimize
def found_and_used(x, n):
    found = False
    for i in range(n):
        if found:
            x[i] = 0.0
        if x[i] > 50.0:
            found = True
    return found


same(found_and_used, *[(floats(n), n) for n in (1, 2, 1000)])
cores(found_and_used, "found goes from one iteration to the next (line 608)")


@optimize
def decided_before_it_raises(x, n):
    yes = True
    for i in range(n):
        yes = yes and 1.0 / x[i] > 0.0
    return yes


# What would raise is behind what has decided: no piece may come to it.
same(decided_before_it_raises, ([1.0] * 100, 100), ([1.0] * 10 + [-1.0] + [0.0] * 90, 101), ([1.0, 0.0] * 50, 100))
cores(decided_before_it_raises, "yes goes from one iteration to the next (line 624)")


@optimize
def decided_in_any_order(x, n):
    yes = True
    for i in prange(n):
        yes = yes and math.sqrt(x[i]) > 1.0
    return yes


same(decided_in_any_order, ([4.0] * 100, 100), ([4.0] * 99 + [0.5], 100))
cores(decided_in_any_order, "several")


def is_small(v):
    w = v * 2.0
    return w < 100.0 or w < 50.0


@optimize
def asked_of_another(x, n):
    yes = True
    for i in range(n):
        yes = yes and is_small(x[i])
    return yes


same(asked_of_another, *[(floats(n), n) for n in (1, 2, 1000)], ([0.0] * 50, 50))


# Extremes of which the last one stays


EXTREMES = (floats(1000), floats(999, -1.0), [0.0, -0.0] * 40, [-0.0, 0.0] * 40, [-0.0] * 7 + [0.0] * 90 + [-0.0] * 5,
            [math.nan, 1.0, -1.0] * 30, [1.0, math.nan, -1.0] * 30, [5.0] * 30 + [math.nan] + [1.0, 2.0] * 30,
            [math.inf] * 20, [-math.inf] * 20, [math.nan] * 20, [1.0] * 50 + [math.nan], [3.0])


@optimize
def last_extremes(x, n, low, high):
    for i in range(n):
        low = min(x[i], low)
        high = max(x[i], high)
    return low, high


same(last_extremes, *[(x, len(x), low, high) for x in EXTREMES
                      for low, high in ((x[0], x[0]), (math.inf, -math.inf), (math.nan, math.nan), (0.0, -0.0))])
cores(last_extremes, "several")


@optimize
def last_extremes_of_some(x, n, high, limit):
    for i in range(n):
        if x[i] > limit:
            high = max(x[i], high)
    return high


same(last_extremes_of_some, *[(x, len(x), high, limit) for x in EXTREMES
                              for high in (math.nan, -math.inf, 0.0) for limit in (math.inf, 0.5)])
cores(last_extremes_of_some, "several")


@optimize
def greatest_or_equal(x, n, low, high):
    for i in range(n):
        if x[i] >= high:
            high = x[i]
        if low >= x[i]:
            low = x[i]
    return low, high


same(greatest_or_equal, *[(x, len(x), low, high) for x in EXTREMES
                          for low, high in ((x[0], x[0]), (math.inf, -math.inf), (math.nan, math.nan), (0.0, -0.0))])
cores(greatest_or_equal, "several")


@optimize
def ints_the_other_way_round(x, n, low, high):
    for i in range(n):
        low = min(x[i], low)
        if x[i] >= high:
            high = x[i]
    return low, high


same(ints_the_other_way_round, *[([i * 7919 % 1000 for i in range(n)], n, 500, 500) for n in (1, 2, 1000)])
cores(ints_the_other_way_round, "several")


@optimize
def stored_and_last(x, n, high):
    for i in range(n):
        x[i] = x[i] + 1.0
        high = max(x[i], high)
    return high


# What may have to run again must not have changed anything.
same(stored_and_last, *[(x, len(x), 0.0) for x in EXTREMES])
cores(stored_and_last, "high goes from one iteration to the next (line 727)")


# By key: each piece has a list of its own


KEYS = [i * 7919 % 1009 % 5 for i in range(3000)]


@optimize
def halves_by_key(at, h):
    for i in prange(len(at)):
        h[at[i]] -= 0.5


# Exact in any order, and a -0.0 that nothing is added to stays one.
same(halves_by_key, (KEYS, [1.0, 0.0, -0.0, 2.0, math.nan, -0.0]), (KEYS, array("d", [1.0, 0.0, -0.0, 2.0, 3.0])),
     ([0, 1], [0.0, 0.0]), (KEYS, [0.0] * 4), ([-1] * 900, [0.0] * 3))
on_all_cores(halves_by_key)


@optimize
def in_order_by_key(x, at, h):
    for i in range(len(at)):
        h[at[i]] += x[i]


same(in_order_by_key, (floats(3000), KEYS, [0.0] * 5))
cores(in_order_by_key, "an element of h may be that of several iterations (line 757)")


@optimize
def extremes_by_key(x, at, low, high):
    for i in range(len(at)):
        low[at[i]] = min(low[at[i]], x[i])
        high[at[i]] = max(high[at[i]], x[i])


same(extremes_by_key, *[(x * (3000 // len(x) + 1), KEYS, [0.0] * 5, [first] * 5) for x in EXTREMES
                        for first in (0.0, -0.0, -math.inf, math.nan)],
     ([i * 7919 % 1009 for i in range(3000)], KEYS, [500] * 5, [500] * 5),
     ([2**40 - i for i in range(3000)], KEYS, [500] * 5, [500] * 5),
     (list(range(3000)), KEYS, array("q", [500] * 5), array("q", [500] * 5)),
     (floats(3000), KEYS, array("d", [500.0] * 5), array("d", [0.0] * 5)))
on_all_cores(extremes_by_key)


@optimize
def greatest_int_by_key(x, at, high):
    for i in range(len(at)):
        high[at[i]] = max(x[i], high[at[i]])


same(greatest_int_by_key, ([i * 7919 % 1009 for i in range(3000)], KEYS, [500] * 5))
cores(greatest_int_by_key, "several")


@optimize
def bits_by_key(x, at, a, b, c):
    for i in range(len(at)):
        a[at[i]] |= x[i]
        b[at[i]] &= x[i]
        c[at[i]] ^= x[i]


same(bits_by_key, *[(x, KEYS, make([0] * 5), make([-1] * 5), make([7] * 5))
                    for x in ([i * 7919 for i in range(3000)], [(1 - i % 3) * 2 ** (i % 60) for i in range(3000)])
                    for make in (list, lambda v: array("q", v))])
on_all_cores(bits_by_key)


@optimize
def bits_of_short_elements(x, at, h):
    for i in range(len(at)):
        h[at[i]] |= x[i]


# An element that overflows on its way, and would not at the end.
same(bits_of_short_elements, ([1] * 3000, KEYS, array("i", [0] * 5)),
     ([2**40, -1] + [1] * 2998, [0] * 3000, array("i", [0] * 5)))
cores(bits_of_short_elements, "an element of h may be that of several iterations (line 807)")


@optimize
def counts_in_small_elements(at, h):
    for i in range(len(at)):
        h[at[i]] += 1


same(counts_in_small_elements, *[(KEYS, array(code, [first] * 5)) for code, first in (
    ("h", 0), ("H", 0), ("i", 0), ("I", 0), ("q", 0), ("h", 2**15 - 100), ("H", 2**16 - 1), ("b", 0), ("B", 200), ("b", 127),
    ("I", 2**32 - 1))], (KEYS[:40], array("b", [0] * 5)), (KEYS[:40], array("B", [0] * 5)))
on_all_cores(counts_in_small_elements)


@optimize
def mixed_by_key(x, at, h):
    for i in prange(len(at)):
        h[at[i]] += x[i]
        h[at[i]] = max(h[at[i]], x[i])


same(mixed_by_key, ([1] * 3000, KEYS, [0] * 5))
cores(mixed_by_key, "an element of h may be that of several iterations (line 831)")
