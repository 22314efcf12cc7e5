"""A local that is not bound yet raises UnboundLocalError, from where the plain function would."""
from comparison import bails, either, plain, same
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
bails(read_before_write, (1,))
bails(augmented_unbound, (1,))
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
bails(not_defined_anywhere, (1,))


@optimize
def not_defined_on_one_path(x):
    if x < 0:
        return complain_about(x, missing_limit)
    return x * 2


# Only the call that gets to the name runs plain.
same(not_defined_on_one_path, (1,), (-1,), (2.5,), (-2.5,))


@optimize
def not_defined_in_a_choice(x):
    y = 1 if x > 0 else missing_left
    return (missing_right if x > 100 else y) + x


same(not_defined_in_a_choice, (1,), (0,), (101,), (0.5,))


@optimize
def not_defined_on_both_sides(x):
    y = missing_left if x > 0 else missing_right
    return y


bails(not_defined_on_both_sides, (1,), (-1,))


@optimize
def not_defined_behind_and(x):
    if x > 0 and x < missing_limit:
        return 1
    if x < -10 or missing_limit:
        return 2
    return 3


same(not_defined_behind_and, (-20,), (1,), (-5,))


@optimize
def not_defined_in_a_chain(x):
    return 0 < x < missing_limit


same(not_defined_in_a_chain, (-1,), (0,), (1,))


@optimize
def stores_then_not_defined(values, n):
    for i in range(n):
        values[i] = 5
        if i == 2:
            values[i] = missing_value
    return n


same(stores_then_not_defined, ([1, 2, 3], 2), ([1, 2, 3], 3))


@optimize
def bound_by_an_earlier_iteration(n):
    total = 0
    for i in range(n):
        if i > 0:
            total += previous * i
        previous = i + 1
    return total


@optimize
def not_bound_in_the_first_iteration(n):
    for i in range(n):
        total = total + i
    return 0


@optimize
def not_bound_in_a_while_condition(n):
    while n < limit:
        limit = 10
    return n


same(bound_by_an_earlier_iteration, (0,), (1,), (5,))
same(not_bound_in_the_first_iteration, (0,), (3,))
bails(not_bound_in_a_while_condition, (1,))


@optimize
def not_defined_in_comprehensions(n):
    doubled = [missing_factor * i for i in range(n)]
    kept = [i for i in range(n) if i < missing_limit]
    nested = [i + j for i in range(n) for j in range(missing_count)]
    return len(doubled) + len(kept) + len(nested)


@optimize
def not_bound_as_a_target(values, n):
    for values[where] in range(n):
        where = 1
    return n


same(not_defined_in_comprehensions, (0,), (1,))
same(not_bound_as_a_target, ([1, 2], 0), ([1, 2], 2))


@optimize
def not_bound_as_an_array(i):
    if i > 0:
        column[i] = 1.0
        column[i] += 2.0
    return i


@optimize
def not_defined_in_a_callee(x):
    return helper(x) + 1


def helper(x):
    if x > 0:
        return missing_scale * x
    return x


same(not_bound_as_an_array, (0,), (1,))
same(not_defined_in_a_callee, (-1,), (1,))


@optimize
def defined_later(x):
    return x + late


bails(defined_later, (1,))
late = 7
same(defined_later, (1,))
del late
bails(defined_later, (2.5,))


@optimize
def missing_in_a_module(x):
    return math.no_such_function(x)


import math

plain(missing_in_a_module, "math.no_such_function", (1.0,))
