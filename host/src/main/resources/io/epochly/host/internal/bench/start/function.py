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
arguments = (2000, list(range(10)))
seconds = 20.0
