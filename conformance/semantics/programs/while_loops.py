"""while with break, continue and else."""
from comparison import NAN, same
from epochly import optimize


@optimize
def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


@optimize
def newton(a, tolerance):
    x = a
    while abs(x * x - a) > tolerance:
        x = 0.5 * (x + a / x)
    return x


@optimize
def first_above(values, n, limit):
    i = 0
    while i < n:
        if values[i] > limit:
            break
        i += 1
    else:
        return -1
    return i


@optimize
def skips(n):
    i = 0
    total = 0
    while i < n:
        i += 1
        if i % 3 == 0:
            continue
        if i > 20:
            break
        total += i
    return total


@optimize
def forever_until(limit):
    i = 0
    while True:
        i += 1
        if i >= limit:
            return i


@optimize
def nested(n):
    count = 0
    i = 0
    while i < n:
        j = 0
        while True:
            if j > i:
                break
            if (i + j) % 5 == 4:
                j += 2
                continue
            j += 1
            count += j
        else:
            count += 1000
        i += 1
    else:
        count += 7
    return count


@optimize
def else_after_break(n):
    r = 0
    while n > 0:
        n -= 1
        if n == 5:
            break
    else:
        r = 1
    return r


@optimize
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


same(collatz, (1,), (27,), (97,))
same(newton, (2.0, 1e-12), (1e10, 1e-3), (NAN, 1.0))
same(first_above, ([1, 5, 9], 3, 4), ([1, 5, 9], 3, 40), ([], 0, 0), ([1.5, 2.5], 2, 2.0), ([1], 5, 3))
same(skips, (0,), (10,), (100,))
same(forever_until, (1,), (100,), (-3,))
same(nested, (0,), (1,), (12,))
same(else_after_break, (3,), (10,), (0,))
same(gcd, (1071, 462), (0, 5), (5, 0), (-12, 18), (12, -18))
