"""Writes random programs of the language that kernels know, and random arguments for them.

A program is the text of a function f(a, b, n, k, x) and of a helper that it may call: a is a list or an
array of floats, b one of ints, n and k are ints, x is a float. Loops are bounded, and most indices are
in range, so that most calls end regularly; the rest is there to raise.
"""
import array
import math

HELPER = """
def helper(a, i, y):
    if i % 3 == 0:
        return y
    if len(a) > 1 and 0 <= i < len(a):
        a[i] = y + 1.0
        return a[i - 1]
    return 0.25
"""

_EXTREME_INTS = [63, 64, 2**31, 2**62, 2**63 - 1, -(2**63) + 1]
_FLOATS = ["0.5", "1.5", "-2.25", "0.0", "-0.0", "1e308", "3.0"]
_LONGEST = 22


class Program:
    """One function, written statement by statement."""

    def __init__(self, random):
        self.random = random
        self.lines = []
        self.depth = 1
        self.loops = 0
        self.list_loops = 0
        self.counters = 0
        self.ints = ["n", "k", "v0", "v1", "v2"]
        self.floats = ["x", "w0", "w1", "w2"]
        self.numbers = ["z0", "z1"]
        self.assignable = ["k", "v0", "v1", "v2"]

    def text(self):
        self.write("out = []")
        self.write("v0 = 1; v1 = n; v2 = -2; w0 = 0.5; w1 = x; w2 = -0.0; z0 = 0; z1 = 1.5")
        self.statements(3, 7)
        self.write("return " + self.pick("k", "x", self.number(), "out, " + self.number(),
                                         self.floating() + ", " + self.integer(), "out", "a"))
        return "import math\n" + HELPER + "\n\ndef f(a, b, n, k, x):\n" + "\n".join(self.lines) + "\n"

    def pick(self, *options):
        return self.random.choice(options)

    def choose(self, *weighted):
        """Calls one of the functions, each as often as the weight before it says."""
        functions = weighted[1::2]
        return self.random.choices(functions, weighted[::2])[0]()

    def write(self, line):
        self.lines.append("    " * self.depth + line)

    # Statements

    def statements(self, least, most):
        for _ in range(self.random.randint(least, most)):
            self.statement()

    def nested(self, least, most):
        self.depth += 1
        self.statements(least, most)
        self.depth -= 1

    def statement(self):
        compound = 0 if len(self.lines) > _LONGEST else 1
        self.choose(
            12, lambda: self.write(f"{self.random.choice(self.assignable)} = {self.kept()}"),
            10, lambda: self.write(f"{self.pick('w0', 'w1', 'w2')} = {self.floating()}"),
            6, lambda: self.write(f"{self.pick('z0', 'z1')} = {self.number()}"),
            12, lambda: self.write(f"a[{self.index()}] {self.pick('=', '=', '+=', '-=', '*=')} {self.floating()}"),
            7, lambda: self.write(f"b[{self.index()}] {self.pick('=', '=', '+=', '-=')} {self.kept()}"),
            5, lambda: self.write(f"{self.random.choice(self.assignable)} += {self.kept(1)}"),
            2, lambda: self.write(f"k, v0 = {self.kept(1)}, {self.kept(1)}"),
            2, lambda: self.write(f"w0 = helper(a, {self.integer(1)}, {self.floating(1)})"),
            0 if self.list_loops else 3, lambda: self.write(f"out.append({self.floating(1)})"),
            3 if self.loops else 0, lambda: self.write(f"if {self.condition()}: {self.pick('break', 'continue')}"),
            12 * compound, self.branch,
            24 * compound if self.loops < 3 else 0, self.loop)

    def branch(self):
        self.write(f"if {self.condition()}:")
        self.nested(1, 3)
        if self.random.random() < 0.5:
            self.write("else:")
            self.nested(1, 2)

    def loop(self):
        self.counters += 1
        self.choose(60, self.range_loop, 8, self.while_loop, 12, self.enumerate_loop, 20, self.list_loop)

    def range_loop(self):
        i = f"i{self.counters}"
        bounds = self.pick("n", "len(a)", "1, n", "1, n - 1", "4", "n - 1, -1, -1", "0, n, 2", "k % 7", "n + 1",
                           f"{self.integer(2)} % 6")
        self.write(f"for {i} in range({bounds}):")
        self.body([i], [])
        if self.random.random() < 0.1:
            self.write("else:")
            self.nested(1, 1)

    def while_loop(self):
        i = f"i{self.counters}"
        self.write(f"{i} = {self.random.randint(0, 3)}")
        self.write(f"while {i} < n:")
        self.depth += 1
        self.write(f"{i} += {self.random.randint(1, 2)}")
        self.depth -= 1
        self.body([i], [])

    def enumerate_loop(self):
        i, item = f"i{self.counters}", f"e{self.counters}"
        self.write(f"for {i}, {item} in enumerate(a):")
        self.list_loops += 1
        self.body([i], [item])
        self.list_loops -= 1

    def list_loop(self):
        item = f"e{self.counters}"
        self.write(f"for {item} in {self.pick('a', 'reversed(a)')}:")
        self.list_loops += 1
        self.body([], [item])
        self.list_loops -= 1

    def body(self, ints, floats):
        self.ints += ints
        self.floats += floats
        self.loops += 1
        self.nested(1, 4)
        self.loops -= 1
        for name in floats:
            self.floats.remove(name)
        # What a counter holds after its loop is sometimes of interest.
        if self.random.random() < 0.9:
            for name in ints:
                self.ints.remove(name)

    # Expressions

    def integer(self, depth=0):
        d = depth + 1
        if depth > 2:
            return self.random.choice(self.ints)
        return self.choose(
            30, lambda: self.random.choice(self.ints),
            13, lambda: str(self.random.randint(-4, 9)),
            2, lambda: str(self.random.choice(_EXTREME_INTS)),
            15, lambda: f"({self.integer(d)} {self.pick('+', '-', '*')} {self.integer(d)})",
            8, lambda: f"({self.integer(d)} {self.pick('//', '%')} {self.pick(self.integer(d), '2', '3', '-3', '7')})",
            7, lambda: f"({self.integer(d)} {self.pick('&', '|', '^')} {self.integer(d)})",
            3, lambda: f"({self.integer(d)} {self.pick('<<', '>>')} {self.random.randint(0, 5)})",
            6, lambda: f"b[{self.index(d)}]",
            4, lambda: f"len({self.pick('a', 'b')})",
            4, lambda: f"{self.pick('min', 'max')}({self.integer(d)}, {self.integer(d)})",
            2, lambda: f"abs({self.integer(d)})",
            2, lambda: f"int({self.floating(d)})",
            2, lambda: f"({self.integer(d)} if {self.condition(d)} else {self.integer(d)})",
            2, lambda: f"(-{self.integer(d)})")

    def kept(self, depth=0):
        """An int to be kept: in loops one that cannot grow with each iteration, beyond 64 bits now and then."""
        value = self.integer(depth)
        return f"{value} % {self.pick(7, 1009, 2**61)}" if self.loops else value

    def index(self, depth=0):
        loops = [name for name in self.ints if name.startswith("i")]
        i = self.random.choice(loops) if loops else "k"
        j = self.random.choice(loops) if loops else "n"
        return self.choose(
            42, lambda: f"{self.integer(depth + 2)} % len(b)",
            10, lambda: self.pick("0", "-1"),
            35, lambda: self.pick(i, i, i, f"{i} - 1", f"{i} + 1", f"n - 1 - {i}", f"-{i}", f"{i} * 2", f"{i} // 2",
                                  f"{i} % n", f"{i} * k", f"{i} + k", f"({i} + k) % len(a)", f"{i} * n + {j}"),
            13, lambda: str(self.random.randint(-3, 3)))

    def floating(self, depth=0):
        d = depth + 1
        if depth > 2:
            return self.random.choice(self.floats)
        return self.choose(
            25, lambda: self.random.choice(self.floats),
            10, lambda: self.random.choice(_FLOATS),
            20, lambda: f"a[{self.index(d)}]",
            20, lambda: f"({self.number(d)} {self.pick('+', '-', '*')} {self.floating(d)})",
            7, lambda: f"({self.floating(d)} {self.pick('/', '%', '//')} {self.number(d)})",
            3, lambda: f"({self.integer(d)} / {self.integer(d)})",
            2, lambda: f"({self.floating(d)} ** {self.pick('2', '3', '-1')})",
            # The interpreter's own assertions do not hold for roots of negative numbers.
            1, lambda: f"(abs({self.floating(d)}) ** 0.5)",
            7, lambda: f"math.{self.pick('sin', 'cos', 'floor', 'tanh', 'fabs', 'sqrt', 'log', 'exp')}({self.floating(d)})",
            2, lambda: f"{self.pick('min', 'max')}({self.number(d)}, {self.number(d)})",
            3, lambda: f"abs({self.floating(d)})")

    def number(self, depth=0):
        return self.choose(
            20, lambda: self.random.choice(self.numbers),
            40, lambda: self.floating(depth),
            40, lambda: self.integer(depth))

    def condition(self, depth=0):
        d = depth + 1
        comparison = lambda: f"{self.number(d)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.number(d)}"
        if depth > 2:
            return comparison()
        return self.choose(
            60, comparison,
            10, lambda: f"{self.integer(d)} < {self.integer(d)} <= {self.integer(d)}",
            15, lambda: f"({self.condition(d)} {self.pick('and', 'or')} {self.condition(d)})",
            8, lambda: f"not {self.condition(d)}",
            7, lambda: self.number(d))


def arguments(random):
    """Arguments for f, in storages of several kinds."""
    n = random.choice([0, 1, 2, 3, 4, 5, 6, 8])
    wild = random.random() < 0.2
    floats = [_float(random, wild) for _ in range(random.choice([n, n + 1, n * n + 1, 2 * n + 1, 40]))]
    ints = [_int(random, wild) for _ in range(random.choice([n, n + 1, n * n + 1, 40, 40]))]
    if random.random() < 0.1:
        # A list that began with ints keeps its elements as objects.
        generic = [0] * len(floats)
        generic[:] = floats
        floats = generic
    elif random.random() < 0.1:
        floats = array.array("d", floats)
    if random.random() < 0.1:
        ints = array.array(random.choice("iql"), [value % 1000 for value in ints])
    return floats, ints, n, random.choice([0, 1, 2, 3, -1, 5]), random.uniform(-2, 4)


def _float(random, wild):
    if wild and random.random() < 0.3:
        return random.choice([0.0, -0.0, math.inf, -math.inf, math.nan, 1e300, -2.0])
    return random.uniform(-1, 3)


def _int(random, wild):
    if wild and random.random() < 0.1:
        return random.choice([2**31 - 1, -(2**31), 2**40, 2**63 - 1])
    return random.randint(-5, 9)
