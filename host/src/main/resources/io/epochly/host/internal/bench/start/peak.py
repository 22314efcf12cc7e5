# Behind what says what to call, and for how long.
import time

start = time.perf_counter()
times = []
while time.perf_counter() - start < seconds:
    before = time.perf_counter()
    work(*arguments)
    after = time.perf_counter()
    times.append((after - start, after - before))
best = min(took for _, took in times)
print(next(at for at, took in times if took < 1.2 * best) * 1000.0, best * 1000.0)
