"""Functions that call themselves, alone or in a circle, become real calls; too deep ones start over plain."""
import math

from comparison import bails, either, nested, same
from epochly import optimize


@optimize
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


@optimize
def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


@optimize
def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


@optimize
def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


@optimize
def greatest(a, b):
    return a if b == 0 else greatest(b, a % b)


same(fib, (0,), (1,), (15,), (True,), (6.5,))
same(factorial, (1,), (20,))
nested(factorial, (25,))
same(ackermann, (2, 3))
same(tak, (8, 4, 2), (3.5, 2.5, 1.5))
same(greatest, (48, 36), (7, 0), (-12, 18))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


@optimize
def parity(n):
    return is_even(n), is_odd(n)


same(parity, (0,), (7,), (90,))
bails(parity, (110,))


@optimize
def quicksort(a, lo, hi):
    if lo >= hi:
        return
    pivot = a[(lo + hi) // 2]
    i = lo
    j = hi
    while i <= j:
        while a[i] < pivot:
            i += 1
        while a[j] > pivot:
            j -= 1
        if i <= j:
            a[i], a[j] = a[j], a[i]
            i += 1
            j -= 1
    quicksort(a, lo, j)
    quicksort(a, i, hi)


same(quicksort, ([3, 1, 2], 0, 2), ([5.5, -1.0, 3.25, 5.5, 0.0, -0.0, 9.0], 0, 6), ([2**40, 1, 2**35], 0, 2), ([1], 0, 0))
either(quicksort, ([3, 1, 2], 0, 3), ([3.0, math.nan, 2.0, 1.0], 0, 3))


@optimize
def queens(n, row, columns):
    if row == n:
        return 1
    count = 0
    for c in range(n):
        ok = True
        for r in range(row):
            if columns[r] == c or abs(columns[r] - c) == row - r:
                ok = False
                break
        if ok:
            columns[row] = c
            count += queens(n, row + 1, columns)
    return count


@optimize
def all_queens(n):
    return queens(n, 0, [0] * n)


same(queens, (5, 0, [0] * 5), (4, 0, [0] * 4))
nested(queens, (4, 0, [0]))
same(all_queens, (5,), (6,))


@optimize
def simpson(a, b, fa, fb, fm, whole, eps, depth):
    m = (a + b) / 2
    lm = (a + m) / 2
    rm = (m + b) / 2
    flm = math.sin(lm)
    frm = math.sin(rm)
    left = (m - a) / 6 * (fa + 4 * flm + fm)
    right = (b - m) / 6 * (fm + 4 * frm + fb)
    delta = left + right - whole
    if depth <= 0 or abs(delta) <= 15 * eps:
        return left + right + delta / 15
    return simpson(a, m, fa, fm, flm, left, eps / 2, depth - 1) + simpson(m, b, fm, fb, frm, right, eps / 2, depth - 1)


same(simpson, (0.0, 3.0, 0.0, math.sin(3.0), math.sin(1.5), 1.9, 1e-9, 20))


def extended(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = extended(b, a % b)
    return g, y, x - (a // b) * y


@optimize
def inverse(a, m):
    g, x, _ = extended(a, m)
    return x % m if g == 1 else -1


same(inverse, (3, 11), (10, 17), (4, 8))


@optimize
def merged(a):
    n = len(a)
    if n <= 1:
        return a
    left = merged(a[:n // 2])
    right = merged(a[n // 2:])
    out = []
    i = 0
    j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    while i < len(left):
        out.append(left[i])
        i += 1
    while j < len(right):
        out.append(right[j])
        j += 1
    return out


def permute(a, k, out):
    if k == len(a):
        out.append(a[:])
        return
    for i in range(k, len(a)):
        a[k], a[i] = a[i], a[k]
        permute(a, k + 1, out)
        a[k], a[i] = a[i], a[k]


@optimize
def permutations(n):
    out = []
    permute([i for i in range(n)], 0, out)
    return out


either(merged, ([3, 1, 2],))
same(merged, ([3.5, 1.5, 2.5, 9.0, -1.0],), ([7.5],))
same(permutations, (3,), (1,))


SCALE = 3
TABLE = [1.0, 2.0, 3.0]


@optimize
def scaled(n):
    if n == 0:
        return 0.0
    return TABLE[n % 3] * SCALE + scaled(n - 1)


@optimize
def with_default(n, step=2, total=0):
    if n <= 0:
        return total
    return with_default(n - step, total=total + n)


@optimize
def fill(m, r, c, v):
    if r < 0 or c < 0 or r >= len(m) or c >= len(m[r]) or m[r][c] != 0:
        return 0
    m[r][c] = v
    return 1 + fill(m, r + 1, c, v) + fill(m, r - 1, c, v) + fill(m, r, c + 1, v) + fill(m, r, c - 1, v)


same(scaled, (0,), (7,))
same(with_default, (7,), (7, 3), (0,))
same(fill, ([[0, 0, 1], [1, 0, 1], [0, 0, 0]], 0, 0, 5), ([[1]], 0, 0, 5))


@optimize
def endless(n):
    return endless(n + 1)


@optimize
def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


nested(endless, (1,))
same(deep, (90,))


@optimize
def several_types(n):
    if n == 0:
        return 1
    return several_types(n - 1) * 0.5


nested(several_types, (3,), (0,))


def countdown(n):
    if n > 0:
        countdown(n - 1)


@optimize
def without_result(n):
    x = countdown(n)
    return n


same(without_result, (5,))


@optimize
def loop_with_calls(n):
    s = 0
    for i in range(n):
        for j in range(fib(i % 7)):
            s += j * fib(j % 5)
    return s


same(loop_with_calls, (9,))
