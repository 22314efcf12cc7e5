"""The eight kernels that every claim about speed is measured on, as plain Python loops.

Arrays are flat and row-major, and no kernel calls a library on a whole array, so one text runs on
every Python; kernels.c holds the same eight in C. `cases()` is what `epochly-host bench` asks for.
"""
import math


def mandelbrot(out, w, h, maxit):
    for p in range(w * h):  # any order
        cx = (p % w) * 3.0 / w - 2.0
        cy = (p // w) * 2.0 / h - 1.0
        x = 0.0
        y = 0.0
        n = 0
        while n < maxit and x * x + y * y <= 4.0:
            t = x * x - y * y + cx
            y = 2.0 * x * y + cy
            x = t
            n += 1
        out[p] = n


def matmul(a, b, c, n):
    for i in range(n):  # any order
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += a[i * n + k] * b[k * n + j]
            c[i * n + j] = s


def jacobi(a, b, n, steps):
    for _ in range(steps):
        for i in range(1, n - 1):  # any order
            for j in range(1, n - 1):
                b[i * n + j] = 0.2 * (a[i * n + j] + a[i * n + j - 1] + a[i * n + j + 1]
                                      + a[(i + 1) * n + j] + a[(i - 1) * n + j])
        for i in range(1, n - 1):  # any order
            for j in range(1, n - 1):
                a[i * n + j] = 0.2 * (b[i * n + j] + b[i * n + j - 1] + b[i * n + j + 1]
                                      + b[(i + 1) * n + j] + b[(i - 1) * n + j])


def blackscholes(s, k, t, call, n, r, v):
    for i in range(n):  # any order
        d1 = (math.log(s[i] / k[i]) + (r + 0.5 * v * v) * t[i]) / (v * math.sqrt(t[i]))
        d2 = d1 - v * math.sqrt(t[i])
        call[i] = (s[i] * 0.5 * (1.0 + math.erf(d1 / math.sqrt(2.0)))
                   - k[i] * math.exp(-r * t[i]) * 0.5 * (1.0 + math.erf(d2 / math.sqrt(2.0))))


def nbody(x, y, z, m, ax, ay, az, n):
    for i in range(n):  # any order
        fx = 0.0
        fy = 0.0
        fz = 0.0
        for j in range(n):
            dx = x[j] - x[i]
            dy = y[j] - y[i]
            dz = z[j] - z[i]
            d2 = dx * dx + dy * dy + dz * dz + 0.01
            f = m[j] / (d2 * math.sqrt(d2))
            fx += f * dx
            fy += f * dy
            fz += f * dz
        ax[i] = fx
        ay[i] = fy
        az[i] = fz


def lcg_count(n):
    c = 0
    x = 12345
    for _ in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        if x & 1:
            c += 1
    return c


def editdist(a, b, prev, cur, n, m):
    for j in range(m + 1):
        prev[j] = j
    for i in range(1, n + 1):
        cur[0] = i
        for j in range(1, m + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            d = prev[j] + 1
            e = cur[j - 1] + 1
            f = prev[j - 1] + cost
            if e < d:
                d = e
            if f < d:
                d = f
            cur[j] = d
        for j in range(m + 1):
            prev[j] = cur[j]
    return prev[m]


def saxpy(a, x, y, n):
    for i in range(n):  # any order
        y[i] = a * x[i] + y[i]


def floats(n, scale=1.0):
    """n positive floats below scale + 0.001, the same on every machine."""
    return [((i * 7919) % 1000) * 0.001 * scale + 0.001 for i in range(n)]


def letters(n, shift):
    """n ints from 0 to 25."""
    return [(i * 7919 + shift) % 26 for i in range(n)]


def cases():
    """name -> (kernel, function that builds its arguments); each takes 5 to 50 ms in C."""
    pixels = 400 * 300
    cells = 256 * 256
    grid = 500 * 500
    options = 500_000
    bodies = 1500
    vector = 2_000_000
    word = 2000
    return {
        "mandelbrot": (mandelbrot, lambda: ([0] * pixels, 400, 300, 200)),
        "matmul": (matmul, lambda: (floats(cells), floats(cells, 2.0), [0.0] * cells, 256)),
        "jacobi": (jacobi, lambda: (floats(grid), floats(grid), 500, 20)),
        "blackscholes": (blackscholes, lambda: (
            floats(options, 50.0), floats(options, 40.0), floats(options, 2.0),
            [0.0] * options, options, 0.03, 0.3)),
        "nbody": (nbody, lambda: (
            floats(bodies), floats(bodies, 2.0), floats(bodies, 3.0), floats(bodies),
            [0.0] * bodies, [0.0] * bodies, [0.0] * bodies, bodies)),
        "lcg_count": (lcg_count, lambda: (10_000_000,)),
        "editdist": (editdist, lambda: (
            letters(word, 3), letters(word, 11), [0] * (word + 1), [0] * (word + 1), word, word)),
        "saxpy": (saxpy, lambda: (0.5, floats(vector), floats(vector), vector)),
    }
