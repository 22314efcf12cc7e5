"""Assignment, augmented assignment, several targets, tuple unpacking and its order."""
from comparison import either, same
from epochly import optimize


@optimize
def augmented(a, b):
    x = a
    x += b
    x -= 2
    x *= 3
    return x


@optimize
def augmented_division(a):
    a /= 4
    return a


@optimize
def augmented_item(values, i):
    values[i] += 1
    values[-1] *= 2
    values[i - 1] -= values[i]
    return values[i]


@optimize
def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


@optimize
def swap_items(values, i, j):
    values[i], values[j] = values[j], values[i]


@optimize
def rotate(a, b, c):
    a, b, c = c, a, b
    return a * 100 + b * 10 + c


@optimize
def nested_targets(a, b, c):
    (x, y), z = (a, b), c
    return x * 100 + y * 10 + z


@optimize
def in_brackets(a, b):
    [x, y] = a, b
    return x - y


@optimize
def chained(a):
    x = y = z = a + 1
    x += 1
    return x * 100 + y * 10 + z


@optimize
def chained_into_items(values):
    i = 0
    i = values[i] = 2
    return i


@optimize
def annotated(a):
    x: float = a * 2
    y: int
    y = 3
    return x + y


@optimize
def target_order(values, i):
    # The name is bound before the subscript of the second target is evaluated.
    i, values[i] = 1, 9
    return i


@optimize
def right_side_first(values):
    i = 0
    values[i], i = i + 5, 2
    return i


same(augmented, (1, 2), (1.5, 2), (1, 2.5), (True, 2))
same(augmented_division, (8,), (3,), (2.5,))
same(augmented_item, ([1, 2, 3], 0), ([1, 2, 3], 1), ([1, 2, 3], -1), ([1.5, 2.5], 0), ([1], 0), ([1, 2], 5))
same(fibonacci, (0,), (1,), (30,), (90,))
same(swap_items, ([1, 2, 3], 0, 2), ([1.5, 2.5], 0, 1), ([1, 2], 1, 1), ([1, 2], -1, 0), ([1, 2], 0, 2))
same(rotate, (1, 2, 3), (1.5, 2.5, 3.5))
same(nested_targets, (1, 2, 3))
same(in_brackets, (5, 3), (5.5, 3))
same(chained, (1,), (1.5,))
same(chained_into_items, ([0, 0, 0],), ([0],))
same(annotated, (1,), (1.5,))
same(target_order, ([0, 0], 0),)
same(right_side_first, ([0, 0, 0],))


@optimize
def deletes(a):
    b = a + 1
    del a
    return b


either(deletes, (1,))


@optimize
def walrus(values, n):
    s = 0
    i = 0
    while (i := i + 1) < n:
        s += values[i]
    return s + i


either(walrus, ([1, 2, 3], 3))


@optimize
def starred(a, b, c):
    x, *y = a, b, c
    return x


either(starred, (1, 2, 3))


@optimize
def evaluated_left_to_right(values):
    return values[0] + values[1] * values[5]


same(evaluated_left_to_right, ([1, 2],), ([1, 2, 3, 4, 5, 6],))
