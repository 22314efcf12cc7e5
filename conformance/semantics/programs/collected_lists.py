"""Lists that a loop makes, an element in each iteration: they are as long as the loop before it begins."""
from comparison import bails, cores, either, same
from epochly import optimize


@optimize(level=3)
def scaled(a, k):
    return [x * k + 1.0 for x in a]


@optimize(level=3)
def counted(first, end):
    return [i * i - 3 for i in range(first, end)]


@optimize
def by_steps(first, end, step):
    return [i for i in range(first, end, step)]


@optimize(level=3)
def appended(a):
    out = []
    for i in range(1, len(a)):
        difference = a[i] - a[i - 1]
        out.append(difference)
    return out


@optimize(level=3)
def of_bools(a):
    return [x > 0.5 for x in a]


@optimize
def twice_over(a, b):
    return sum([x * 2.0 for x in a]) + sum([y - 1.0 for y in b])


@optimize
def grown_after(a):
    out = [x + 1.0 for x in a]
    out.append(0.5)
    for x in a:
        out.append(x)
    return out, len(out)


@optimize
def begun_before(a):
    out = [0.0]
    for x in a:
        out.append(out[-1] + x)
    return out


@optimize(level=3)
def left_early(a, most):
    out = []
    for x in a:
        if x > most:
            break
        out.append(x)
    return out


@optimize
def skipping(a, least):
    out = []
    for x in a:
        if x < least:
            continue
        out.append(x)
    return out


@optimize
def returning(a, most):
    out = []
    for x in a:
        if x > most:
            return out
        out.append(x)
    return [most]


@optimize(level=3)
def looked_at(a):
    out = []
    for x in a:
        out.append(x + len(out))
    return out


@optimize(level=3)
def by_two_names(a):
    out = []
    other = out
    total = 0
    for x in a:
        out.append(x)
        total += len(other)
    return other, total


@optimize
def used_between(a):
    out = []
    before = len(out)
    for x in a:
        out.append(x)
    return out, before


@optimize
def made_anew(n):
    last = [0.0]
    for i in range(n):
        last = [i * x + j for j, x in enumerate(last)]
        last.append(1.0)
    return last


@optimize(level=3)
def searched(a, wanted):
    out = []
    for x in a:
        place = -1
        for j in range(len(wanted)):
            if wanted[j] == x:
                place = j
                break
        out.append(place)
    return out


@optimize(level=3)
def inverses(a):
    return [1.0 / x for x in a]


@optimize
def inverses_of_many(n):
    return [1.0 / (x - 5) for x in range(n)]


@optimize
def never_made(n, choose):
    out = []
    if choose:
        for i in range(n):
            out.append(i)
    return out


@optimize(level=3)
def matrix(n, m):
    return [[i * 10.0 + j for j in range(m)] for i in range(n)]


@optimize(level=3)
def sums_of_rows(rows):
    return [sum([x * x for x in row]) for row in rows]


numbers = [0.25 * i - 3.0 for i in range(40)]
many = [0.5 * i for i in range(50_000)]
same(scaled, (numbers, 2.0), (many, -1.5))
same(counted, (0, 10), (3, 10), (-5, 5), (10, 3), (0, 0), (7, 8), (0, 30_000))
same(by_steps, (0, 10, 1), (0, 10, 3), (10, 0, -1), (10, 0, -4), (-7, 8, 5))
same(appended, ([1.0],), (numbers,), (many,))
same(of_bools, (numbers,))
same(twice_over, (numbers, many))
same(grown_after, (numbers,))
same(begun_before, (numbers,))
same(left_early, (numbers, 1.0), (numbers, -9.0), (numbers, 99.0))
same(skipping, (numbers, 1.0), (numbers, -9.0), (numbers, 99.0))
same(returning, (numbers, 1.0), (numbers, 99.0))
same(looked_at, (numbers,))
same(by_two_names, (numbers,))
same(used_between, (numbers,))
same(made_anew, (0,), (1,), (9,))
same(searched, ([3.0, 1.0, 9.0], numbers), (numbers, [3.0, 1.0, 9.0]))
same(inverses, (many[1:],))
bails(inverses, ([1.0, 0.0, 2.0],))
bails(inverses_of_many, (2**62,), (2**31 - 9,))
same(never_made, (5, True), (5, False), (-5, True))
same(matrix, (0, 3), (3, 0), (30, 40), (1, 70_000))
same(sums_of_rows, ([numbers] * 5,))
either(sums_of_rows, ([[1.0, 2.0], [], [3.0]],), ([],))
for function in (appended, of_bools, grown_after, begun_before):
    either(function, ([],))
either(scaled, ([], 2.0))

for function in (scaled, counted, appended, of_bools, inverses):
    cores(function, "several")
cores(searched, "several", "")
cores(looked_at, "a list gets other elements or rows (line 91)")
