"""Lists of complex numbers that a function makes: displays, repetitions, comprehensions, append, slices, recursion."""
import math

from comparison import bails, plain, same
from epochly import optimize

Z = [1 + 2j, -0.5j, 3 + 0j, complex(-0.0, -0.0), complex("nan"), 2j, -1 - 1j, 0.25 + 4j]


@optimize
def made(n, w):
    a = [0j] * n
    b = [w, 1j, 2.5 + 1j]
    c = n * [w * 2]
    d = []
    for i in range(n):
        d.append(w * i + 1j)
        a[i] = d[-1] - c[i] + b[i % 3]
    return a, b, c, d, len(d)


same(made, (4, 1 - 2j), (0, 1j), (1, complex(-0.0, 0.0)), (300, 0.001j))
same(made, (-3, 1j))


@optimize
def comprehended(z, n):
    a = [x * 2 for x in z]
    b = [complex(i, -i) for i in range(n)]
    c = [x for x in a if x.real > 0]
    d = list(z)
    return a, b, c, d, sum([abs(x) for x in c], 0.0)


same(comprehended, (Z[:4], 3), (Z, 0), ([1j], 1))


@optimize
def one_list_twice(n):
    a = [1j] * n
    b = a
    b[0] = 5 - 1j
    a.append(2j)
    return a, b, (a, 1)


same(one_list_twice, (1,), (2,))
bails(one_list_twice, (0,))


@optimize
def grown_while_looped(n):
    a = [1j, 2j]
    for x in a:
        if len(a) < n:
            a.append(x * 2)
    return a, len(a)


same(grown_while_looped, (2,), (1,))
bails(grown_while_looped, (7,))


@optimize
def sliced(z, i, j):
    a = z[i:j]
    b = a[::-1]
    c = z[::2]
    d = z[j:i:-3]
    b.append(9j)
    return a, b, c, d, z[:]


same(sliced, *[(Z, i, j) for i in (0, 1, -3, 5, 99) for j in (0, 3, -1, 8, -99)])
same(sliced, ([1j], 0, 1))


@optimize
def chosen(z, w, flag):
    a = [w] * 2
    if flag:
        a = [w * 2, w, 1j]
    b = a if flag else [0j]
    t = 0j
    for x in b:
        t += x
    for i, x in enumerate(a):
        t -= x * i
    for x, y in zip(a, z):
        t += x * y
    for x in reversed(a):
        t = t * 0.5 + x
    return t, a, b


same(chosen, (Z[:3], 1j, True), (Z[:3], 1j, False), ([1j], 2 - 2j, True))


@optimize
def indices(n, i):
    a = [1j] * n
    a[i] += 1
    a[-1] = 2j
    return a[i]


same(indices, (3, 0), (3, -3), (3, 2), (1, 0))
bails(indices, (3, 3), (3, -4), (0, 0))


@optimize
def number_stored(n, x):
    a = [1j] * n
    a[0] = x
    return a


bails(number_stored, (2, 1.5), (2, 1))


@optimize
def mixed_appended(n, x):
    a = [1j] * n
    a.append(x)
    return a


same(mixed_appended, (2, 1j))
bails(mixed_appended, (2, 1.5), (2, 1))


@optimize
def complex_among_floats(n, w):
    a = [0.5] * n
    a.append(w)
    return a


bails(complex_among_floats, (2, 1j))


def transform(x):
    n = len(x)
    if n == 1:
        return [x[0]]
    even = transform(x[0::2])
    odd = transform(x[1::2])
    out = [0j] * n
    for k in range(n // 2):
        angle = -2.0 * math.pi * k / n
        t = complex(math.cos(angle), math.sin(angle)) * odd[k]
        out[k] = even[k] + t
        out[k + n // 2] = even[k] - t
    return out


@optimize
def transformed(x):
    y = transform(x)
    return y, abs(y[0])


same(transformed, (Z[:1],), (Z[:2],), ([1j * i + i for i in range(16)],))


def powers(w, n, out):
    if n == 0:
        return w
    out.append(w)
    return powers(w * 1j + 1, n - 1, out)


@optimize
def by_powers(w, n):
    out = [w]
    last = powers(w, n, out)
    return last, out


same(by_powers, (1 + 1j, 5), (0.5j, 0))


@optimize
def rows_of_complex(n):
    return [[0j] * n for _ in range(n)]


plain(rows_of_complex, "[[0j]", (2,))


@optimize
def truth(n):
    a = [1j] * n
    return 1 if a else 2, not a


same(truth, (0,), (1,))
