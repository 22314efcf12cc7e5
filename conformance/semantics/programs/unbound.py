"""A local that is not bound yet raises UnboundLocalError, from where the plain function would."""
from comparison import either, same
from epochly import optimize


@optimize
def bound_on_one_side(x):
    if x > 0:
        y = 1
    return y


@optimize
def bound_in_a_loop(n):
    for i in range(n):
        last = i * 2
    return last + i


@optimize
def read_before_write(x):
    y = y + x
    return y


@optimize
def augmented_unbound(x):
    total += x
    return total


@optimize
def bound_after_break(values, n):
    for i in range(n):
        if values[i] < 0:
            found = i
            break
    return found


@optimize
def bound_in_while(n):
    while n > 0:
        n -= 1
        k = n
    return k


@optimize
def stores_then_unbound(values, n):
    for i in range(n):
        values[i] = i
        if i == 1:
            y = 1.5
    return y


@optimize
def bound_on_both_sides(x):
    if x > 0:
        y = 1
    else:
        y = 2
    return y


@optimize
def bound_or_returned(x):
    if x > 0:
        y = 1
    else:
        return 0
    return y


same(bound_on_one_side, (1,), (-1,))
same(bound_in_a_loop, (3,), (0,))
either(read_before_write, (1,))
either(augmented_unbound, (1,))
same(bound_after_break, ([1, -1], 2), ([1, 1], 2))
same(bound_in_while, (3,), (0,))
same(stores_then_unbound, ([9, 9, 9], 3), ([9, 9, 9], 1))
same(bound_on_both_sides, (1,), (-1,))
same(bound_or_returned, (1,), (-1,))


@optimize
def deleted(x):
    y = x
    del y
    return y


either(deleted, (1,))


@optimize
def not_defined_anywhere(x):
    return x + no_such_name


# NameError
either(not_defined_anywhere, (1,))
