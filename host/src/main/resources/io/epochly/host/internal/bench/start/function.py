import time

STEPS = 12

lines = ["def work(n, digits):", "    a = 1", "    b = 2", "    c = 3", "    for i in range(n):"]
for k in range(STEPS):
    lines.append(f"        a = (a * {k + 3} + b + i) % 1000003")
    lines.append(f"        if a & {1 << k % 8}:")
    lines.append("            b = (b + a) % 10007")
    lines.append("        else:")
    lines.append(f"            c = digits[(c + {k}) % 10]")
lines.append("    return a + b + c")
names = {}
exec("\n".join(lines), names)
work = names["work"]
digits = list(range(10))

start = time.perf_counter()
times = []
while time.perf_counter() - start < 20.0:
    before = time.perf_counter()
    work(2000, digits)
    after = time.perf_counter()
    times.append((after - start, after - before))
best = min(took for _, took in times)
print(next(at for at, took in times if took < 1.2 * best) * 1000.0, best * 1000.0)
