"""What loops in any order make of floats, to the bit: the order of the pieces shows in each of them."""
import random

from epochly import explain, optimize, prange, stats


@optimize
def sums(x, n):
    s = 0.0
    p = 1.0
    for i in prange(n):
        s += x[i]
        p *= 1.0 + x[i] * 1e-10
    return s, p


@optimize
def rows(x, n, m):
    s = 0.0
    for i in prange(n):
        t = 0.0
        for j in range(m):
            t += x[(i * m + j) % len(x)] * x[j]
        s -= t
    return s


@optimize
def by_key(x, at, h, n):
    s = 0.0
    for i in prange(n):
        h[at[i]] += x[i]
        s += x[i]
    return s


def bits():
    """In one text, of loops so long that there are many pieces."""
    source = random.Random(8)
    x = [source.uniform(-1.0, 1.0) * 10.0 ** source.randrange(-8, 8) for _ in range(70_000)]
    found = []
    for n in (5, 3000, 9001, 70_000):
        for _ in range(3):
            found += sums(x, n)
    for n, m in ((7, 1000), (300, 50), (2000, 9)):
        found.append(rows(x, n, m))
    at = [source.randrange(7) for _ in x]
    for n in (100, 9001, 70_000):
        h = [0.0] * 7
        found.append(by_key(x, at, h, n))
        found += h
    done = stats()["functions"]
    assert all(done[name]["fallback_calls"] == 0 for name in ("sums", "rows", "by_key")), done
    assert "on one core:" not in str(explain(by_key)), explain(by_key)
    return " ".join(value.hex() for value in found)
