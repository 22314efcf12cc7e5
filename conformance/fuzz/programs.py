"""Writes random programs of the language that kernels know, each a module with calls of its function.

A module defines f, helpers that it may call, and call0, call1, ...: functions that build the arguments of
one call of f, as a tuple and a dict of keywords. Some of them also change what a name of the module means.
What a program is made of follows from its seed alone.

Most programs are tame: indices are in range, divisors are not zero and ints stay small, but for what
special values of floats do. The others take each risk now and then.
"""
import random
import sys

from inputs import Calls
from topics import TOPICS

_HELPERS = {
    "helper": """
def helper(a, i, y):
    if i % 3 == 0:
        return y
    if len(a) > 1 and 0 <= i < len(a):
        a[i] = y + 1.0
        return a[i - 1]
    return 0.25
""",
    "step": """
def step(b, i):
    b[i % len(b)] = i % 9
    return b[0] + 1
""",
    "pair": """
def pair(i, y=1.5, *, scale=2):
    if i > G:
        return i % 11, y * scale
    return scale, y - 0.5
""",
    "summed": """
def summed(values, limit):
    s = 0
    for value in values:
        if value > limit:
            break
        s += value
    return s
""",
}
_OTHER_HELPER = """
def other_helper(a, i, y):
    return y * 0.5
"""
_EXTREME_INTS = ["63", "64", "2**31", "2**53 + 1", "2**62", "2**63 - 1", "-(2**63) + 1", "-(2**63)"]
_FLOATS = ["0.5", "1.5", "-2.25", "0.0", "-0.0", "3.0", "0.1"]
_WILD_FLOATS = ["1e308", "-1e16", "5e-324", "1e19"]
_UNARY_MATH = ["atan", "tanh", "fabs", "asinh", "degrees", "erf"]
_WILD_MATH = ["sin", "cos", "floor", "ceil", "trunc", "sqrt", "log", "exp", "acos", "gamma", "expm1", "log1p", "sinh"]
_LONGEST = 14
_RISK = 0.09


class Program:
    """One module, written statement by statement."""

    def __init__(self, random):
        self.random = random
        self.wild = random.random() < 0.35
        self.big = random.random() < 0.15
        self.lines = []
        self.depth = 1
        self.loops = 0
        self.list_loops = 0
        self.names = 0
        self.helpers = set()
        self.ints = ["n", "k", "v0", "v1", "v2"]
        self.floats = ["x", "w0", "w1", "w2"]
        self.numbers = ["z0", "z1"]
        self.bools = ["flag", "s0"]
        self.assignable = ["k", "v0", "v1", "v2"]
        self.indices = []
        self.made = ["l0"]
        self.buffers = self.chance(0.25)
        self.parameters = ["a", "b"]
        self.float_arrays = ["a"]
        if self.chance(0.45):
            self.parameters.append("c")
            self.float_arrays.append("c")
        self.in_class = False
        self.matrix = self.chance(0.35)
        if self.matrix:
            self.parameters.append("m")
        self.table = self.chance(0.3)
        self.grid = self.chance(0.12)
        if self.grid:
            self.parameters.append("g")
        # Half of the programs are about numbers and lists alone: they are denser in what the rest rests on.
        alone = self.chance(0.5)
        # Some are about one topic and little else: what needs two lucky draws of it is seldom seen otherwise.
        self.focused = not alone and self.chance(0.4)
        if self.focused:
            self.topics = [random.choices(*zip(*TOPICS))[0](self)]
        else:
            self.topics = [] if alone else [topic(self) for topic, percent in TOPICS if self.chance(percent / 100)]
        for topic in self.topics:
            self.parameters += topic.parameters

    def text(self):
        self.write("out = []")
        self.write("v0 = 1; v1 = n; v2 = -2; w0 = 0.5; w1 = x; w2 = -0.0; z0 = 0; z1 = 1.5; s0 = flag")
        self.write(f"l0 = {self.pick('[0.0] * n', '[1.5] * (n + 1)', '[x, 0.5]', '[v * 0.5 for v in range(n)]')}")
        if self.table:
            self.write(f"t = {self.made_table()}")
        for topic in self.topics:
            topic.begin()
        self.statements(3, 5)
        kept = "".join([f", {name}" for topic in self.topics for name in topic.results()])
        self.write(f"return {self.result()}{kept}")
        keyword_only = "*, " if self.chance(0.12) else ""
        head = f"def f({', '.join(self.parameters)}, n, k=2, {keyword_only}x=0.75, flag=False):\n"
        body = "\n".join(self.lines) + "\n"
        if self.in_class:
            self.parameters.insert(0, "self")
            head = "    " + head.replace("(", "(self, ", 1)
            body = "".join([f"    {line}\n" for line in self.lines]) + "\n\nf = Holder.f\n"
        calls = Calls(self.random, self.parameters, self.topics, self.buffers, self.wild, self.big, bool(keyword_only))
        changes = []
        if self.chance(0.5):
            changes.append(("G", [self.pick("-1", "0", "3", "4")]))
        if "helper" in self.helpers and self.chance(0.15):
            changes.append(("helper", ["other_helper"]))
        written = "import math\nfrom array import array\n\nimport epochly\n\nG = 2\n\n"
        written += "".join(["\n" + _HELPERS[name] for name in _HELPERS if name in self.helpers])
        if any([name == "helper" for name, _ in changes]):
            written += "\n" + _OTHER_HELPER
        # The class of the method comes last.
        written += "".join(sorted([topic.module() for topic in self.topics], key=lambda text: "class Holder" in text))
        return written + ("\n" if self.in_class else "\n\n") + head + body + calls.text(changes)

    def result(self):
        return self.choose(
            # What is not seen cannot be compared.
            14, lambda: f"v0, v1, v2, k, w0, w1, w2, {self.pick('z0', 's0')}, {self.pick('out', 'l0')}, {self.number()}",
            2, lambda: self.pick("k", "x", "s0"),
            3, self.number,
            3, lambda: "out, " + self.number(),
            3, lambda: f"{self.floating()}, {self.integer()}",
            2, lambda: f"({self.integer()}, ({self.number()}, {self.pick('out', 'l0', 'a')}))",
            1, lambda: "out",
            6 if self.table else 0, lambda: self.pick("t", "t, a, l0", "t, t[0]", "t[-1], k", "t, m" if self.matrix else "(t, t), w0"),
            1, lambda: "a",
            1, lambda: "l0",
            1, lambda: self.condition(),
            1, lambda: "None")

    # Chance

    def chance(self, probability):
        return self.random.random() < probability

    def risk(self):
        return self.wild and self.random.random() < _RISK

    def pick(self, *options):
        return self.random.choice(options)

    def choose(self, *weighted):
        """Calls one of the functions, each as often as the weight before it says."""
        point = self.random.random() * sum(weighted[::2])
        for place in range(0, len(weighted), 2):
            point -= weighted[place]
            if point < 0:
                return weighted[place + 1]()
        return weighted[1]()

    def call(self, helper, arguments):
        self.helpers.add(helper)
        return f"{helper}({arguments})"

    def fresh(self, letter):
        self.names += 1
        return f"{letter}{self.names}"

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
        growing = 0 if self.list_loops else 1
        self.choose(
            11, lambda: self.write(f"{self.random.choice(self.assignable)} = {self.kept()}"),
            9, lambda: self.write(f"{self.pick('w0', 'w1', 'w2')} = {self.floating()}"),
            6, lambda: self.write(f"{self.pick('z0', 'z1')} = {self.number()}"),
            2, lambda: self.write(f"s0 = {self.condition()}"),
            14, self.float_store,
            8, self.int_store,
            4, lambda: self.write(f"{self.random.choice(self.assignable)} {self.pick('+=', '-=', '^=')} {self.kept(1)}"),
            3, lambda: self.write(f"{self.pick('w0', 'w1')} {self.pick('+=', '-=', self.times())} {self.number(1)}"),
            3, lambda: self.write(f"z0 {self.pick('+=', '-=')} {self.number(2)}"),
            2, lambda: self.write(f"k, v0 = {self.kept(1)}, {self.kept(1)}"),
            2, lambda: self.write(f"v2, w1 = {self.made_pair()}"),
            2, lambda: self.write(f"w0 = {self.float_call()}"),
            3, lambda: self.write(f"out.append({self.floating(1)})"),
            70 if self.focused else 9 * len(self.topics) + 4 if self.topics else 0, lambda: self.random.choice(self.topics).statement(),
            3 if self.table else 0, self.row_statement,
            1 * growing, lambda: self.write(f"l0.append({self.floating(2)})"),
            2, lambda: self.write(f"l0 = {self.made_list()}"),
            2, self.list_item_store,
            0.15 if self.wild else 0, lambda: self.write(f"{self.pick('a', 'b')}.append({self.pick('v0', 'w0')})"),
            0.5, lambda: self.write(f"assert {self.condition(2)} or n >= 0"),
            0.7 if self.risky_exit() else 0, lambda: self.write(f"if {self.condition(2)}: return {self.pick('v0', 'w0', 'out')}"),
            3 if self.loops else 0, lambda: self.write(f"if {self.condition()}: {self.pick('break', 'continue')}"),
            12 * compound, self.branch,
            25 * compound if self.loops < 3 else 0, self.loop)

    def made_table(self):
        """A list of n rows of n floats each, or of rows that it shares with others."""
        row = self.pick("[0.0] * n", "[0.0] * n", "[v * 0.5 for v in range(n)]", "a[:]" if not self.buffers else "[x] * n")
        return self.pick(f"[{row} for _ in range(n)]", f"[{row} for _ in range(n)]", f"[{row}] * n",
                         *(["[row for row in m]", "[row[:] for row in m]", "m", "m[:]"] if self.matrix else []))

    def row_statement(self):
        i, j = self.small_row(), self.small_row()
        self.choose(
            3, lambda: self.write(f"t[{i}], t[{j}] = t[{j}], t[{i}]"),
            3, lambda: self.write(f"t[{i}] = t[{j}]"),
            2, lambda: self.write(f"t[{i}] = [{self.floating(2)}] * n"),
            4, lambda: self.row_store(i),
            2, lambda: self.write(f"t = {self.made_table()}"),
            1 if self.matrix else 0, lambda: self.write("t, m = m, t"))

    def row_store(self, i):
        row = self.fresh("r")
        self.write(f"{row} = {self.pick('t', 'm') if self.matrix else 't'}[{i}]")
        self.write(f"{row}[{self.small_row()}] {self.pick('=', '+=')} {self.floating(1)}")
        if self.chance(0.5):
            self.write(f"w1 = {row}[{self.small_row()}] + t[{self.small_row()}][{self.small_row()}]")

    def small_row(self):
        return self.random.choice(self.indices) if self.indices and self.chance(0.6) else self.pick("0", "-1", "k % n")

    def risky_exit(self):
        return self.loops > 0

    def made_pair(self):
        return self.choose(
            3, lambda: self.call("pair", self.pick(
                f"{self.integer(2)}", f"{self.integer(2)}, {self.floating(2)}", f"{self.integer(2)}, scale={self.integer(2)} % 5",
                f"{self.integer(2)}, y={self.floating(2)}")),
            1, lambda: f"({self.kept(2)}, {self.floating(2)})",
            1, lambda: f"{self.kept(2)}, w1 + 1.0")

    def made_list(self):
        e = self.fresh("e")
        return self.choose(
            2, lambda: f"[{self.floating(2)}] * {self.pick('n', '(n + 1)', '3')}",
            2, lambda: f"[{self.with_names([], [e], lambda: self.floating(2))} for {e} in {self.float_source()}]",
            2, lambda: f"[{self.with_names([], [e], lambda: self.floating(2))} for {e} in {self.float_source()} "
                       f"if {self.with_names([], [e], lambda: self.condition(2))}]",
            2, lambda: f"[{self.with_names([e], [], lambda: self.floating(2))} for {e} in range(n)]",
            1, lambda: f"[{self.with_names([e], [], lambda: self.floating(2))} for {e} in range(n) for {e}j in range({e})]",
            1, lambda: f"[{self.floating(2)}, {self.floating(2)}]",
            0 if self.buffers else 2, lambda: self.slice("a"),
            2, lambda: self.slice("l0"))

    def slice(self, name):
        if self.chance(0.3):
            return f"{name}[{self.pick('', '1', 'k', '-2')}:{self.pick('', 'n', '-1')}:{self.pick(2, -1, -2, 3)}]"
        return self.plain_slice(name)

    def plain_slice(self, name):
        bound = lambda: self.choose(
            3, lambda: "", 4, lambda: str(self.random.randint(-3, 4)), 2, lambda: self.random.choice(self.ints),
            1, lambda: self.call("step", f"b, {self.random.choice(self.ints)}"))
        return f"{name}[{bound()}:{bound()}]"

    def with_names(self, ints, floats, write):
        """What write() gives where these names are in scope."""
        self.ints += ints
        self.floats += floats
        written = write()
        for name in ints:
            self.ints.remove(name)
        for name in floats:
            self.floats.remove(name)
        return written

    def list_item_store(self):
        self.write("if len(l0) > 1:")
        self.write(f"    l0[{self.integer(2)} % len(l0)] {self.pick('=', '+=')} {self.floating(1)}")

    def times(self):
        """*=, but for loops in loops: an int that is squared again and again there takes for ever."""
        return "*=" if self.loops < 2 else "-="

    def float_store(self):
        operator = self.pick("=", "=", "=", "+=", "-=", self.times())
        value = self.floating(1) if not self.risk() else self.number(1)
        self.write(f"{self.float_place()} {operator} {value}")

    def float_place(self, depth=0):
        """An element of some array of floats."""
        return self.choose(
            10, lambda: self.element(self.random.choice(self.float_arrays), depth),
            5 if self.matrix else 0, lambda: f"m[{self.index('m', depth)}][{self.index('m[0]', depth)}]",
            5 if self.table else 0, lambda: f"t[{self.index('t', depth)}][{self.index('t[0]', depth)}]",
            4 if self.grid else 0, lambda: f"g[{self.index('g', depth)}, {self.pick('0', '1', '-1', '-2')}]")

    def element(self, name, depth):
        return f"{name}[{self.index(name, depth)}]"

    def int_store(self):
        place = f"b[{self.index('b')}]"
        if self.risk():
            self.write(f"{place} {self.pick('=', '+=', self.times())} {self.integer(1)}")
        else:
            # What every typecode holds.
            self.write(f"{place} = {self.integer(1)} % {self.pick(7, 50, 100)}")

    def branch(self):
        self.write(f"if {self.condition()}:")
        self.nested(1, 3)
        if self.chance(0.2):
            self.write(f"elif {self.condition()}:")
            self.nested(1, 2)
        if self.chance(0.5):
            self.write("else:")
            self.nested(1, 2)

    def loop(self):
        self.choose(
            55, self.range_loop, 10, self.while_loop, 5, self.endless_loop, 10, self.enumerate_loop, 14, self.list_loop,
            8, self.zip_loop)

    def range_loop(self):
        i = self.fresh("i")
        safe = True
        bounds = self.choose(
            20, lambda: "n",
            8, lambda: "len(a)",
            8, lambda: self.pick("1, n", "n - 1, -1, -1", "0, n, 2", "n - 1, 0, -2"),
            4, lambda: self.pick("n, 0", "2, 2", "0, n, -1", "3, 1, 2"),
            4, lambda: self.pick("k % 7", f"{self.integer(2)} % 6", "-2, n", "n, -2, -1"),
            2 if self.wild else 0, lambda: self.pick(f"0, n, {self.integer(2)} % 3", f"{self.integer(1)} % 9 - 2"),
            # One too many, for all that would be in range without it.
            2 if self.wild else 0, lambda: self.pick("n + 1", "n, -1, -1", "len(a) + 1"))
        safe = bounds in ("n", "n + 1", "n, -1, -1", "len(a) + 1", "len(a)", "1, n", "n - 1, -1, -1", "0, n, 2", "n - 1, 0, -2", "n, 0", "2, 2", "0, n, -1")
        self.write(f"for {i} in range({bounds}):")
        self.body([i], [], safe)
        if self.chance(0.1):
            self.write("else:")
            self.nested(1, 1)

    def while_loop(self):
        i = self.fresh("i")
        self.write(f"{i} = {self.random.randint(-1, 3)}")
        self.write(f"while {i} < n" + self.pick("", "", f" and {self.condition(2)}", f" and not s0") + ":")
        self.write(f"    {i} += {self.random.randint(1, 2)}")
        self.body([i], [], False)
        if self.chance(0.15):
            self.write("else:")
            self.nested(1, 1)

    def endless_loop(self):
        i = self.fresh("i")
        self.write(f"{i} = 0")
        self.write("while True:")
        self.write(f"    {i} += 1")
        self.write(f"    if {i} > {self.pick('n', '3', 'len(a)')}: break")
        self.body([i], [], False)

    def enumerate_loop(self):
        i, item = self.fresh("i"), self.fresh("e")
        start = self.pick("", "", "", ", 1", ", -1", ", k")
        self.write(f"for {i}, {item} in enumerate({self.float_source()}{start}):")
        self.over_list([i], [item])

    def list_loop(self):
        item = self.fresh("e")
        if (self.matrix or self.table) and self.chance(0.25):
            row = self.fresh("r")
            self.write(f"for {row} in {'t' if self.table else 'm'}:")
            self.float_arrays.append(row)
            self.over_list([], [])
            self.float_arrays.remove(row)
        else:
            self.write(f"for {item} in {self.float_source(True)}:")
            self.over_list([], [item])

    def float_source(self, alone=False):
        return self.choose(
            6, lambda: self.random.choice(self.float_arrays),
            2, lambda: "l0",
            2 if self.table else 0, lambda: f"t[{self.small_row()}]",
            2 if self.matrix else 0, lambda: f"m[{self.index('m', 2)}]",
            2, lambda: f"reversed({self.random.choice(self.float_arrays)})",
            2 if alone or not self.buffers else 0, lambda: self.slice("a"))

    def zip_loop(self):
        first, second = self.fresh("e"), self.fresh("e")
        sources = f"{self.float_source()}, {self.pick(self.float_source(), 'l0')}"
        self.write(f"for {first}, {second} in zip({sources}):")
        self.over_list([], [first, second])

    def over_list(self, ints, floats):
        self.list_loops += 1
        self.body(ints, floats, False)
        self.list_loops -= 1

    def body(self, ints, floats, safe):
        """The body of a loop; safe tells that its counters are indices into every array."""
        self.ints += ints
        self.floats += floats
        if safe:
            self.indices += ints
        self.loops += 1
        self.nested(1, 4)
        self.loops -= 1
        if safe:
            for name in ints:
                self.indices.remove(name)
        for name in floats:
            self.floats.remove(name)
        # What a counter holds after its loop is sometimes of interest, and it may be unbound there.
        if self.chance(0.85):
            for name in ints:
                self.ints.remove(name)
        elif ints and not self.risk():
            self.lines.insert(1, f"    {ints[0]} = -1")

    # Expressions

    def topical(self, kind):
        """How often an expression of that kind is one of a topic, and what writes it."""
        writers = [getattr(topic, kind) for topic in self.topics if hasattr(topic, kind)]
        return 8 * len(writers), lambda d: self.random.choice(writers)(d)

    def integer(self, depth=0):
        d = depth + 1
        if depth > 1:
            return self.small_integer()
        if self.risk():
            return self.wild_integer(d)
        if self.big and self.chance(0.2):
            return self.big_integer(d)
        share, topical = self.topical("integer")
        return self.choose(
            share, lambda: topical(d),
            30, lambda: self.random.choice(self.ints),
            13, lambda: str(self.random.randint(-4, 9)),
            14, lambda: f"({self.integer(d)} {self.pick('+', '-')} {self.integer(d)})",
            5, lambda: f"({self.integer(d)} * {self.small(d)})",
            8, lambda: f"({self.integer(d)} {self.pick('//', '%')} {self.pick('2', '3', '-3', '7', '-1', f'({self.small(d)} % 5 + 1)')})",
            7, lambda: f"({self.integer(d)} {self.pick('&', '|', '^')} {self.integer(d)})",
            3, lambda: f"({self.small(d)} << {self.random.randint(0, 5)})",
            3, lambda: f"({self.integer(d)} >> {self.pick('1', '3', '70', f'({self.small(d)} & 7)')})",
            8, lambda: self.element("b", d),
            3, lambda: f"len({self.pick('a', 'b', 'l0', 'out')})",
            4, lambda: f"{self.pick('min', 'max')}({self.integer(d)}, {self.integer(d)})",
            2, lambda: f"abs({self.integer(d)})",
            2, lambda: f"int({self.pick('w0', 'x', '2.75', '-0.5')} > {self.floating(d)})",
            1, lambda: f"int({self.small(d)} * 0.75)",
            2, lambda: f"({self.integer(d)} if {self.condition(d)} else {self.integer(d)})",
            2, lambda: f"(-{self.integer(d)})",
            1, lambda: f"(~{self.integer(d)})",
            1, lambda: f"divmod({self.integer(d)}, {self.pick('3', '-4')})[{self.pick(0, 1)}]",
            1, lambda: f"pow({self.integer(d)}, {self.random.randint(0, 3)}, 17)",
            1, lambda: f"({self.small(d)} ** {self.random.randint(0, 3)})",
            1, lambda: f"({self.integer(d)} {self.pick('and', 'or')} {self.integer(d)})",
            2, lambda: self.call("step", f"b, {self.integer(d)}"),
            1, lambda: f"({self.integer(d)} + {self.pick('flag', 's0', 'True')})",
            3, lambda: "G")

    def small_integer(self):
        draw = self.random.random()
        if draw < 0.55:
            return self.random.choice(self.ints)
        if draw < 0.75:
            return str(self.random.randint(-4, 9))
        return f"b[{self.small_index()}]" if draw < 0.95 else "G"

    def small_floating(self):
        draw = self.random.random()
        if draw < 0.5:
            return self.random.choice(self.floats)
        if draw < 0.55:
            return "-" + self.random.choice(self.floats)
        if draw < 0.7:
            return self.random.choice(_FLOATS)
        return f"{self.random.choice(self.float_arrays)}[{self.small_index()}]"

    def small_index(self):
        if self.indices and self.random.random() < 0.8:
            return self.random.choice(self.indices) + self.random.choice(["", "", "", " - 1", " - n"])
        return self.random.choice(["0", "-1", "k % n", "v0 % n" if not self.wild else "v1 % len(b)"])

    def wild_integer(self, d):
        return self.choose(
            3, lambda: self.random.choice(_EXTREME_INTS),
            3, lambda: f"({self.integer(d)} * {self.integer(d)})",
            2, lambda: f"({self.integer(d)} {self.pick('//', '%')} {self.integer(d)})",
            2, lambda: f"({self.integer(d)} {self.pick('<<', '>>')} {self.pick('63', '64', '200', '-1', f'({self.integer(d)} % 70)')})",
            2, lambda: f"int({self.floating(d)})",
            1, lambda: f"({self.pick('3', 'k', '-2')} ** {self.pick('40', '63', '-1', 'n')})",
            1, lambda: f"round({self.floating(d)})",
            1, lambda: f"({self.random.choice(_EXTREME_INTS)} {self.pick('+', '-')} {self.integer(d)})",
            1, lambda: f"pow({self.integer(d)}, {self.integer(d)}, {self.integer(d)})")

    def big_integer(self, d):
        return self.choose(
            2, lambda: self.random.choice(_EXTREME_INTS),
            2, lambda: "k",
            2, lambda: f"(k {self.pick('+', '-', '*')} {self.integer(d)})",
            1, lambda: f"(b[-1] {self.pick('+', '-', '*')} {self.random.choice(_EXTREME_INTS)})",
            1, lambda: f"(k * {self.pick('2', '3', '-1')} + {self.integer(d)})")

    def small(self, depth=0):
        """An int of few bits, whatever the variables hold."""
        return self.pick(str(self.random.randint(-4, 9)), f"({self.random.choice(self.ints)} % 11)", *(self.indices or ["3"]))

    def kept(self, depth=0):
        """An int to be kept: in loops one that cannot grow with each iteration."""
        value = self.integer(depth)
        if self.risk():
            return value
        return f"{value} % {self.pick(7, 1009, 2**31 if self.wild else 99, -5)}" if self.loops else value

    def index(self, array, depth=0):
        """An index into an array; in range unless at risk."""
        if self.risk():
            i = self.random.choice(self.indices or self.ints)
            j = self.random.choice(self.ints)
            return self.choose(
                4, lambda: self.pick(i, f"{i} - 1", f"{i} + 1", f"-{i}", f"{i} * 2", f"{i} * k", f"{i} + {j}"),
                1, lambda: str(self.random.randint(-9, 9)),
                1, lambda: f"{self.integer(2)}")
        if depth > 1:
            return self.small_index()
        by_counter = 12 if self.indices else 0
        counter = lambda: self.random.choice(self.indices)
        return self.choose(
            by_counter * 3, counter,
            by_counter, lambda: self.pick(f"{counter()} - 1", f"n - 1 - {counter()}", f"-1 - {counter()}", f"-{counter()}",
                                          f"{counter()} // 2", f"{counter()} - n",
                                          f"({counter()} + 1) % len({array})", f"({counter()} * k) % len({array})"),
            9, lambda: self.pick("0", "-1"),
            9, lambda: f"{self.integer(max(depth, 1) + 1)} % len({array})",
            1, lambda: f"{self.call('step', f'b, {self.random.choice(self.ints)}')} % len({array})",
            2, lambda: f"-1 - {self.integer(2)} % len({array})")

    def floating(self, depth=0):
        d = depth + 1
        if depth > 1:
            return self.small_floating()
        if self.risk():
            return self.wild_floating(d)
        if self.big and self.chance(0.2):
            return self.big_floating(d)
        share, topical = self.topical("floating")
        return self.choose(
            share, lambda: topical(d),
            25, lambda: self.random.choice(self.floats),
            9, lambda: self.random.choice(_FLOATS),
            24, lambda: self.float_place(d),
            18, lambda: f"({self.number(d)} {self.pick('+', '-', '*')} {self.floating(d)})",
            4, lambda: f"({self.floating(d)} {self.pick('/', '%', '//')} {self.pick('2', '4.0', '-3.0', '0.7', '-0.5')})",
            2, lambda: f"({self.number(d)} / (abs({self.floating(d)}) + 0.5))",
            3, lambda: f"({self.integer(d)} / {self.pick('3', '7', '-2')})",
            2, lambda: f"({self.floating(d)} ** 2)",
            # The interpreter's own assertions do not hold for roots of negative numbers.
            1, lambda: f"(abs({self.floating(d)}) ** 0.5)",
            5, lambda: f"math.{self.pick(*_UNARY_MATH)}({self.number(d)})",
            1, lambda: f"math.copysign({self.floating(d)}, {self.floating(d)})",
            2, lambda: f"math.sqrt(abs({self.floating(d)}))",
            1, lambda: f"math.{self.pick('sin', 'cos', 'exp')}({self.small(d)} * 0.125)",
            2, lambda: f"{self.pick('min', 'max')}({self.floating(d)}, {self.number(d)}) * 1.0",
            5, lambda: f"(-{self.floating(d)})",
            3, lambda: f"abs({self.floating(d)})",
            2, lambda: f"({self.floating(d)} if {self.condition(d)} else {self.floating(d)})",
            1, lambda: f"({self.floating(d)} {self.pick('and', 'or')} {self.floating(d)})",
            1, lambda: f"float({self.number(d)})",
            1, lambda: f"round({self.floating(d)}, {self.random.randint(0, 3)})",
            2, self.float_call)

    def big_floating(self, d):
        """What depends on whether an int is rounded before or after it is computed with."""
        return self.choose(
            2, lambda: f"({self.big_integer(d)} {self.pick('* 0.5', '/ 3', '+ 0.25')})",
            3, lambda: f"(k / {self.pick('3', '7', '-9')})",
            3, lambda: f"((k {self.pick('+', '-')} {self.pick('1', '3', self.small(d))}) {self.pick('* 0.5', '+ 1.5', '- x')})")

    def float_call(self):
        return self.choose(
            4, lambda: self.call("helper", f"{self.random.choice(self.float_arrays)}, {self.integer(2)}, {self.floating(2)}"),
            1, lambda: self.call("summed", f"{self.random.choice(self.float_arrays)}, {self.floating(2)}"),
            1, lambda: f"(0.5 + {self.call('pair', self.integer(2))}[1])")

    def wild_floating(self, d):
        return self.choose(
            2, lambda: self.random.choice(_WILD_FLOATS),
            3, lambda: f"({self.floating(d)} {self.pick('/', '%', '//')} {self.number(d)})",
            2, lambda: f"({self.integer(d)} / {self.integer(d)})",
            1, lambda: f"({self.random.choice(_EXTREME_INTS)} / {self.pick('3', '7', 'k')})",
            1, lambda: f"(({self.random.choice(_EXTREME_INTS)} + k) * {self.floating(d)})",
            1, lambda: f"({self.floating(d)} ** {self.pick('3', '-1')})",
            3, lambda: f"math.{self.pick(*_WILD_MATH)}({self.number(d)})")

    def number(self, depth=0):
        return self.choose(
            20, lambda: self.random.choice(self.numbers),
            40, lambda: self.floating(depth),
            40, lambda: self.integer(depth))

    def changing_condition(self, d):
        """A comparison with a call that also changes an array."""
        if self.chance(0.5):
            return f"{self.call('step', f'b, {self.integer(d)}')} > {self.random.randint(0, 6)}"
        return f"{self.float_call()} > {self.floating(d)}"

    def condition(self, depth=0):
        d = depth + 1
        comparison = lambda: f"{self.number(d)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.number(d)}"
        if depth > 1:
            return comparison()
        share, topical = self.topical("condition")
        return self.choose(
            share, lambda: topical(d),
            60, comparison,
            10, lambda: f"{self.integer(d)} < {self.integer(d)} <= {self.integer(d)}",
            4, lambda: f"{self.floating(d)} < {self.float_call()} < {self.number(d)}",
            13, lambda: f"({self.condition(d)} {self.pick('and', 'or')} {self.condition(d)})",
            7, lambda: f"({self.condition(d)} {self.pick('and', 'or')} {self.changing_condition(d)})",
            8, lambda: f"not {self.condition(d)}",
            5, lambda: self.random.choice(self.bools),
            7, lambda: self.number(d))


if __name__ == "__main__":
    print(Program(random.Random(int(sys.argv[1]))).text())
