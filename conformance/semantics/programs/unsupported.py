"""What is not compiled runs plain, with the construct, its line and its column in the explanation."""
from comparison import plain
from epochly import optimize


@optimize
def makes_a_dict(x):
    d = {1: x}
    return d[1]


@optimize
def makes_a_set(x):
    return x in {1, 2}


@optimize
def generator(n):
    items = (i for i in range(n))
    return sum(items)


@optimize
def text(x):
    return "value" + "s"


@optimize
def formatted(x):
    y = f"{x}"
    return y


@optimize
def catches(x):
    try:
        return 1 // x
    except ZeroDivisionError:
        return 0


class Lock:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


LOCK = Lock()
TABLE = {1: 2}


@optimize
def with_block(x):
    with LOCK:
        x += 1
    return x


@optimize
def makes_a_function(x):
    g = lambda y: y + x
    return g(1)


@optimize
def defines_inside(x):
    def g(y):
        return y + x
    return g(1)


@optimize
def calls_unknown(x):
    y = x + 1
    return hash(y)


@optimize
def appends(values, x):
    values.append(x)
    return len(values)


@optimize
def iterates(s):
    for k in TABLE:
        s += k
    return s


@optimize
def matches(x):
    match x:
        case 1:
            return 10
        case _:
            return 20


@optimize
def second_line(x):
    y = x + 1; z = sorted({y})
    return z[0]


plain(makes_a_dict, "{1: x}", (1,))
plain(makes_a_set, "{1, 2}", (1,), (3,))
plain(generator, "(i for", (3,))
plain(text, '"value" + "s"', (1,))
plain(formatted, 'f"{x}"', (1,))
plain(catches, "try:", (0,), (1,))
plain(with_block, "with LOCK:", (1,))
plain(makes_a_function, "lambda y", (1,))
plain(defines_inside, "def g(y)", (1,))
plain(calls_unknown, "hash(y)", (5,))
plain(appends, "values.append(x)", ([1], 2))
plain(iterates, "in |TABLE", (0,))
plain(matches, "match x:", (1,), (2,))
plain(second_line, "sorted(|{y}", (1,))
