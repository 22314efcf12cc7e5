"""What works in place had left out the loop that assigns a variable, and read it behind its own end."""


def f(a, b, v, n, m):
    s = 0
    for i in range(1, m):
        for j in range(1, len(a[0]) - 1):
            v[-j - 1] -= (((b[i][j] - a[n - 1][i]) - ((v[j] * v[j]) % 1009)) + (j + v[j]))
            for k in range(i, n):
                b[j][k + k] = a[j][j * 2]
                b[j + 1][j] -= v[1]
        r0 = b[m - 1]
    v[n - 1 - i] += v[i]
    return s


def call0():
    rows = lambda: [[1, 2, 3] for _ in range(3)]
    return (rows(), rows(), [1, 2, 3, 4], 3, 3), {}


def call1():
    rows = lambda: [[0.5] * 8 for _ in range(8)]
    return (rows(), rows(), [0.25 * i for i in range(8)], 4, 4), {}
