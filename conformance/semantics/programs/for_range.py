"""for over range: one to three arguments, any step, and what is left behind."""
from comparison import MAX, MIN, plain, same
from epochly import optimize


@optimize
def total(n):
    s = 0
    for i in range(n):
        s += i
    return s


@optimize
def steps(a, b, c):
    s = 0
    k = 0
    for i in range(a, b, c):
        s = s * 3 + i
        k += 1
    return s * 100 + k


@optimize
def last_value(a, b, c):
    i = -99
    for i in range(a, b, c):
        pass
    return i


@optimize
def changed_inside(n):
    s = 0
    for i in range(n):
        s += i
        i = i * 10
        s += i
    return s + i


@optimize
def bound_is_read_once(n):
    k = 0
    for i in range(n):
        n = 0
        k += 1
    return k + n


@optimize
def with_else(values, n, wanted):
    for i in range(n):
        if values[i] == wanted:
            where = i
            break
    else:
        where = -1
    return where


@optimize
def with_continue(n):
    s = 0
    for i in range(n):
        if i % 2:
            continue
        for j in range(i):
            if j == 3:
                break
            s += j
        else:
            s += 100
    return s


@optimize
def triangular(n):
    s = 0
    for i in range(n):
        for j in range(i, n):
            for k in range(j, i, -1):
                s += i * j - k
    return s


@optimize
def backwards(values, n):
    for i in range(n - 1, -1, -1):
        values[i] = i * i


@optimize
def returns_inside(values, n):
    for i in range(n):
        if values[i] < 0:
            return i
    return -1


@optimize
def same_name_twice(n):
    s = 0
    for i in range(n):
        s += i
    for i in range(i, 2 * n):
        s += i
    return s


same(total, (0,), (1,), (1000,), (-5,), (True,), (MIN,))
same(steps, (0, 10, 1), (0, 10, 3), (10, 0, -1), (10, 0, -3), (5, 5, 1), (0, 10, -1), (10, 0, 1), (-5, 5, 2), (0, 1, 100))
same(steps, (0, 10, 0), (0, 0, 0))
same(last_value, (0, 10, 1), (0, 10, 3), (10, 0, -4), (0, 0, 1), (5, 0, 1))
# The value after the last would leave 64 bits, but it is never made.
same(last_value, (MAX - 3, MAX, 2), (MAX - 4, MAX, 3), (MIN + 3, MIN, -2), (0, MAX, MAX - 1), (MIN, MAX, MAX))
same(changed_inside, (1,), (5,))
same(bound_is_read_once, (4,))
same(with_else, ([1, 2, 3], 3, 2), ([1, 2, 3], 3, 5), ([], 0, 1), ([1.0, 2.0], 2, 2), ([1], 3, 7))
same(with_continue, (0,), (10,))
same(triangular, (0,), (9,))
same(backwards, ([0] * 5, 5), ([0] * 5, 0), ([7, 7], 3))
same(returns_inside, ([1, -2, 3], 3), ([1, 2, 3], 3), ([-1], 1), ([1.0, -0.0, -0.5], 3))
same(same_name_twice, (5,), (1,))
# i is not bound when the first loop is empty.
same(same_name_twice, (0,))


@optimize
def underscore(n):
    x = 1
    for _ in range(n):
        x = (x * 5 + 1) % 1000
    return x + _


same(underscore, (7,), (1,), (0,))


# range() takes no float: the plain function raises, whatever was compiled.
plain(total, "range(|n)", (3.0,))
