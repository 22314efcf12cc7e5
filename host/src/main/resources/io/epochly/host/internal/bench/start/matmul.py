try:
    from epochly import optimize
except ImportError:

    def optimize(function):
        return function


@optimize
def matmul(a, b, out):
    for i in range(len(a)):
        for j in range(len(b[0])):
            s = 0.0
            for k in range(len(b)):
                s += a[i][k] * b[k][j]
            out[i][j] = s


n = 100
square = [[float(i + j) for j in range(n)] for i in range(n)]
out = [[0.0] * n for _ in range(n)]
matmul(square, square, out)
print(out[1][1])
