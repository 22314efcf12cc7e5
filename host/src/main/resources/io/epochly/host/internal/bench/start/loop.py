def work(n):
    x = 0
    for i in range(n):
        x = (x * 31 + i) % 1000003
    return x


arguments = (200_000,)
seconds = 15.0
