"""Module globals and closure variables are read at each call; a change shows in the next."""
from comparison import either, same
from epochly import optimize

SCALE = 3
TABLE = [1.5, 2.5, 3.5]
MATRIX = [[1, 2], [3, 4]]
SWITCH = True


@optimize
def scaled(x):
    return x * SCALE


same(scaled, (2,), (2.5,))
SCALE = 5
same(scaled, (2,), (2.5,))
SCALE = 0.5
same(scaled, (2,), (2.5,))
SCALE = True
same(scaled, (2,), (2.5,))
SCALE = 2**70
either(scaled, (2,), (2.5,))
SCALE = "ab"
either(scaled, (2,))
SCALE = [1]
either(scaled, (2,))
del SCALE
# NameError
either(scaled, (2,))
SCALE = 7
either(scaled, (2,))


@optimize
def looked_up(i):
    return TABLE[i] * (1 if SWITCH else -1)


same(looked_up, (0,), (-1,), (3,))
SWITCH = False
same(looked_up, (0,))
TABLE[0] = 9.5
same(looked_up, (0,))
TABLE = [1, 2, 3]
same(looked_up, (0,))
TABLE.append(7)
same(looked_up, (3,))


@optimize
def writes_a_global_list(n):
    for i in range(n):
        TABLE[i] += i
    return TABLE[0]


TABLE = [1.5, 2.5]
if writes_a_global_list(2) != 1.5 or TABLE != [1.5, 3.5]:
    raise AssertionError("the store into a global list does not show")


@optimize
def of_matrix(i, j):
    return MATRIX[i][j]


same(of_matrix, (1, 0), (1, 2))


def make(step, table):
    @optimize
    def stepped(x):
        return x + step + table[0]

    def change(value):
        nonlocal step
        step = value

    return stepped, change


stepped, change = make(10, [1, 2])
other, _ = make(0.25, [0.5])
same(stepped, (1,), (1.5,))
same(other, (1,), (1.5,))
change(20)
same(stepped, (1,))
change(0.5)
same(stepped, (1,))
change(None)
either(stepped, (1,))


@optimize
def counts_up():
    global SWITCH
    SWITCH = 5
    return SWITCH


either(counts_up, ())


class Settings:
    factor = 3


@optimize
def attribute(x):
    return x * Settings.factor


either(attribute, (2,))
Settings.factor = 4
either(attribute, (2,))


def helper(x):
    return x + 1


@optimize
def calls_a_function(x):
    return helper(x) * 2


either(calls_a_function, (1,), (1.5,))


def helper(x):
    return x + 100


either(calls_a_function, (1,))
