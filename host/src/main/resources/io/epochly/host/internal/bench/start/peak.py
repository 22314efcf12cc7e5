import time


def work(n):
    x = 0
    for i in range(n):
        x = (x * 31 + i) % 1000003
    return x


start = time.perf_counter()
times = []
while time.perf_counter() - start < 15.0:
    before = time.perf_counter()
    work(200_000)
    after = time.perf_counter()
    times.append((after - start, after - before))
best = min(took for _, took in times)
print(next(at for at, took in times if took < 1.2 * best) * 1000.0, best * 1000.0)
