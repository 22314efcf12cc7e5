"""Generators, coroutines and what is no function: decorated, they behave as if they were not."""
from comparison import either
from epochly import optimize


@optimize
def counts(n):
    for i in range(n):
        yield i * i


if list(counts(4)) != [0, 1, 4, 9]:
    raise AssertionError("a decorated generator yields something else")


@optimize
async def waits(x):
    return x + 1


coroutine = waits(1)
try:
    coroutine.send(None)
except StopIteration as end:
    if end.value != 2:
        raise AssertionError("a decorated coroutine returns something else")


@optimize
def asserts(x):
    assert x > 0, "not positive"
    return x


@optimize
def raises(x):
    if x < 0:
        raise ValueError(f"{x} is negative")
    return x * 2


@optimize
def prints_rarely(x):
    if x > 1000:
        print("large")
    return x + 1


either(asserts, (1,), (-1,))
either(raises, (1,), (-1,), (1.5,))
either(prints_rarely, (1,))


@optimize
def waits_for_another(flags):
    n = 0
    while flags[0] == 0:
        n += 1
        if n > 100:
            return n
    return -1


# The loop ends by memory that it does not write, so that another thread may be meant to end it.
either(waits_for_another, ([0],), ([1],))


@optimize
def is_none(x):
    return x is None


@optimize
def identical(a, b):
    return a is b


@optimize
def contained(x, values):
    return x in values


@optimize
def typed(x):
    return isinstance(x, int)


either(is_none, (1,), (None,))
either(identical, (1, 1), (1.5, 1.5), (1, True))
either(contained, (1, [1, 2]), (5, [1, 2]))
either(typed, (1,), (1.5,), (True,))


@optimize
def makes_a_list(x, n):
    values = [x] * n
    for i in range(n):
        values[i] = values[i] + i
    return values


@optimize
def makes_a_pair(a, b):
    pair = (a, b)
    return pair[1], pair[0]


@optimize
def chooses_a_list(a, b, first):
    return a if first else b


@optimize
def comprehension(n):
    return [i * 2 for i in range(n)]


either(comprehension, (3,), (0,), (-1,))
either(makes_a_list, (1, 3), (1.5, 3), (1, 0), (1, -2))
either(makes_a_pair, (1, 2.5), (True, 1))
# Which of the two lists comes back, and that it is the same object, shows.
either(chooses_a_list, ([1], [2], True), ([1], [2], False), lambda: (lambda a: (a, a, False))([1.5]))
