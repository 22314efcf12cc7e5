"""What works in place had left out all loops that assign a variable, and read it."""


def f(a, b, c, v, n, m):
    s = 0
    t = 0
    for i in range(m):
        b[i][i] += ((((b[i][i - 1] + a[i][i]) // b[i][i]) * b[i][i]) % 1009)
        w0 = 0
        while w0 < n:
            w0 += 1
            a[i][w0] -= v[i]
            for k in range(len(b[0])):
                t = ((((a[w0][k] // a[w0][k]) * v[w0]) % 1009) + 7)
                s = v[w0 + 1]
            for j in range(n - 1):
                b[k][j] += v[w0]
                s += (w0 + (k + a[k][j]))
                b[k][j] = ((i + (b[k][j] // v[k])) + b[j][k])
    for k in range(len(a)):
        if k == 1:
            continue
        s += (a[k][k] + a[k][k])
        a[k][k] -= ((b[k][k] - a[k][k]) + b[k][k])
    v[0] += n
    return (s, t)


def call0():
    rows = lambda: [[1, 2, 3] for _ in range(3)]
    return (rows(), rows(), [rows(), rows(), rows()], [1, 2, 3, 4], 3, 3), {}
