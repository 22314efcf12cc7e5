"""Lists made of others by +, * and copy(), and lists of the function that grow by += and extend."""
from comparison import bails, plain, same
from epochly import optimize


@optimize
def joined(a, b):
    c = a + b
    c[0] = a[-1]
    return c, b + a + b, a[1:] + b[:1]


same(joined, ([1, 2], [3, 4, 5]), ([1.5, -0.0], [2.5]), ([True], [False, True]), ([1], [2**40]), ([], [1]))
plain(joined, "c = |a + b", ([1], [1.5]), ([1.5], [True]))


@optimize
def same_list(a):
    return a + a


same(same_list, ([1, 2, 3],), ([0.5],))


@optimize
def repeated(a, n):
    b = a * n
    return b, n * a, [0, 1] * n, (a + a) * 2


same(repeated, *[([1.5, 2.5], n) for n in (0, 1, 3, -1, -(2**63), True)], ([7], 4))
bails(repeated, ([1, 2], 2**62), ([1], 2**40))
same(repeated, ([], 2**31), ([], -(2**31) - 1), ([], -(2**31)), ([1], 2**31))
plain(repeated, "b = |a * n", ([1], 1.5))


@optimize
def displayed(n):
    return [0.5] * n, n * [1]


same(displayed, *[(n,) for n in (2, 0, -1, -(2**31), -(2**31) - 1, -(2**63), 2**31, 2**63 - 1)])


@optimize
def copied(a, m):
    b = a.copy()
    b[0] = a[1]
    rows = m.copy()
    rows[0][0] = a[0]
    return a, b, rows


same(copied, ([1.5, 2.5], [[0.5], [1.0, 2.0]]), ([1, 2], [[3]]))
same(copied, ([1.5], [[0.5]]))


@optimize
def copied_buffer(a):
    return len(a.copy())


plain(copied_buffer, "a.copy()", lambda: (bytearray(b"ab"),))


@optimize
def grows(a, n):
    out = []
    other = out
    for i in range(n):
        out += a
        out.extend([a[0]] * i)
    out.extend(out)
    out += out
    out += a[0], a[1]
    out.extend((a[1],))
    return other, len(out)


same(grows, *[([1, 2], n) for n in range(4)], ([1.5, -0.0], 2), ([True, False], 1))
same(grows, ([1], 2))


@optimize
def over_range(n):
    out = [n]
    out.extend(range(n))
    out += range(2)
    return out


same(over_range, (0,), (5,), (-3,))


@optimize
def other_type(a, x):
    out = [x]
    out += a
    out.extend(a)
    return out


same(other_type, ([1, 2], 5), ([1.5], 2.5))
bails(other_type, ([1, 2], 2.5), ([1.5], 1))


@optimize
def argument(a, b):
    a += b


plain(argument, "a += b", ([1], [2]))


@optimize
def argument_extended(a, b):
    a.extend(b)


plain(argument_extended, "a.extend(b)", ([1], [2]))


@optimize
def row_of_argument(b):
    made = [b]
    made[0] += b
    return made


plain(row_of_argument, "made[0] += b", ([3],))


@optimize
def while_looped_over(a):
    out = [1, 2]
    for x in out:
        if len(out) < 9:
            out += a
    return out


bails(while_looped_over, ([1, 2],))


@optimize
def order(a, b):
    trace = []
    c = noted(trace, a) + noted(trace, b)
    trace += c
    return trace


@optimize
def noted(trace, a):
    trace.append(a[0])
    a[0] = a[0] + 1
    return a


def twice():
    a = [1, 2]
    return a, a


same(order, ([1, 2], [3]), ([1.5], [2.5, 3.5]), twice)
