"""Writes random programs whose loops a device can run, and runs them plain and there on equal arguments.

A program follows from its seed. Iterations store into elements of their own, read whatever they like of other lists,
and compute with ints and floats by operations that give the same bits everywhere. Loops may lie directly inside of loops,
add to elements that others add to, and combine numbers in all ways that give the same in any order. Some programs take
risks: indices out of range, divisors that are zero, ints that leave 64 bits, values that a list does not take.

Every second program is of lists and such operations alone. The others also raise ints to powers and have arrays of all
kinds in the place of lists; and half of those store what functions give that a device need not compute to the bit: these
results, and they alone, may differ by as many ulps as the table of the IR's page states, in the range that it states.
"""
import json
import math
import os
import random
import re
import sys

_INT_OPS = ["+", "-", "*", "//", "%", "&", "|", "^"]
_FLOAT_OPS = ["+", "-", "*", "/", "//", "%"]
_COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]
_INTS = ["0", "1", "2", "-3", "7", "63", "1000003", "-(2**31)", "2**62"]
_FLOATS = ["0.5", "-1.25", "3.0", "0.1", "1e300", "-0.0", "5e-324"]
_FLOAT_ARRAYS = ["{}", "array('d', {})", "array('f', {})", "epochly.array({}, 'float64')", "epochly.array({}, 'float32')"]
_INT_ARRAYS = ["{}", "array('q', {})", "array('i', {})", "epochly.array({}, 'int64')", "epochly.array({}, 'int32')"]
_PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tornado-kernels", "IR.md")


class Program:
    """One module: f, and call0 to call3, which build the arguments of its calls."""

    # What of its arguments may differ by so many ulps.
    ulps = {}

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.risky = self.random.random() < 0.4
        self.lines = []
        self.loops = 0
        self.parallel = False

    def chance(self, probability):
        return self.random.random() < probability

    def text(self):
        self.line(1, "total, least, most, bits, floats, low = 0, 99, -99, 0, 0.5, 1.0")
        for _ in range(self.random.randint(1, 2)):
            self.random.choice([self.outer, self.outer, self.nest, self.counts])()
        self.line(1, "return total, least, most, bits, floats, low")
        seeds = [self.random.randrange(10**6) for _ in range(4)]
        calls = "".join([_CALL.format(number, seed) for number, seed in enumerate(seeds)])
        return self.imports() + "\n\n\ndef f(a, b, c, p, q, h, x, k, n):\n" + "\n".join(self.lines) + "\n" + self.build() + calls

    def imports(self):
        return "import math\n\nfrom epochly import prange"

    def build(self):
        return _BUILD.format(*"abcpqh")

    def result(self, name, i, value):
        """What is stored into an argument that nothing else uses."""
        return value

    def line(self, depth, text):
        self.lines.append("    " * depth + text)

    def outer(self):
        i = f"i{self.loops}"
        self.loops += 1
        step = self.random.choice(["", "", ", 2", ", 3"])
        self.parallel = self.chance(0.2)
        self.line(1, f"for {i} in {'prange' if self.parallel else 'range'}(0, n{step}):")
        self.line(2, f"t = {self.int(i, [], 2)}")
        self.line(2, f"s = {self.float(i, [], 2)}")
        for _ in range(self.random.randint(0, 3)):
            self.statement(2, i, 2)
        # Of the lists that it stores into, an iteration uses its own element only.
        self.line(2, f"b[{i}] = {self.result('b', i, self.float(i, ['s'], 2))}")
        if self.chance(0.5):
            self.line(2, f"q[{i}] = {self.small(i)}")
        if self.chance(0.4):
            self.combine(2, i)

    def combine(self, depth, i):
        """Combines numbers over the iterations; floats are so few and short that their sums are exact."""
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.randrange(6)
            if kind == 0:
                self.line(depth, f"total {self.random.choice(['+=', '-='])} {self.small(i)}")
            elif kind == 1:
                name, sign = self.random.choice([("least", "<"), ("most", ">")])
                self.line(depth, f"v = {self.small(i)}")
                self.line(depth, f"if v {sign} {name}:")
                self.line(depth + 1, f"{name} = v")
            elif kind == 2:
                self.line(depth, f"bits ^= {self.small(i)}")
            elif kind == 3:
                self.line(depth, f"if a[{i}] < low:")
                self.line(depth + 1, f"low = a[{i}]")
            elif self.parallel:
                self.line(depth, f"floats += float({self.int(i, [], 1)} % 1000) * 0.25")

    def nest(self):
        """Two or three loops, each directly inside the one before."""
        i, j, l = [f"i{self.loops + axis}" for axis in range(3)]
        self.loops += 3
        self.line(1, f"for {i} in range(n):")
        if self.chance(0.6):
            self.line(2, f"t = {self.int(i, [], 2)}")
            self.line(2, f"s = {self.float(i, [], 1)}")
        else:
            self.line(2, "t = 1")
            self.line(2, "s = x")
        deep = self.chance(0.4)
        width = self.random.choice(["k", "9", "3"])
        self.line(2, f"for {j} in range({'3' if deep else width}):")
        place = f"{i} * 9 + {j}"
        depth = 3
        if deep:
            self.line(3, f"for {l} in range(3):")
            place = f"({i} * 3 + {j}) * 3 + {l}"
            depth = 4
        self.line(depth, f"u = s + {self.float(i, ['s'], 2)}")
        if self.chance(0.3):
            self.line(depth, f"if {self.condition(i)}:")
            self.line(depth + 1, "continue")
        value = f"u * {j} + {self.float(i, ['u'], 2)}"
        self.line(depth, f"c[{place}] = {self.result('c', i, value)}")
        if self.chance(0.3):
            self.line(depth, f"h[({j} + {i}) % 16] += t % 7")

    def counts(self):
        """Adds to elements that several iterations add to."""
        i = f"i{self.loops}"
        self.loops += 1
        self.line(1, f"for {i} in {self.random.choice(['range', 'prange'])}(n):")
        self.line(2, f"t = {self.int(i, [], 2)}")
        for _ in range(self.random.randint(1, 3)):
            place = self.random.choice([f"p[{i}] % 16", "t % 16", f"{i} % 3", "-1", "t & 7"])
            if self.risky and self.chance(0.1):
                place = f"p[{i}]"
            amount = self.random.choice(["1", self.small(i), f"t % {self.random.randint(2, 10**6)}", "k"])
            sign = self.sign()
            if self.chance(0.3):
                self.line(2, f"h[{place}] = h[{place}] {sign} {amount}")
            else:
                self.line(2, f"h[{place}] {sign}= {amount}")
        self.parallel = False
        if self.chance(0.3):
            self.combine(2, i)

    def sign(self):
        return self.random.choice(["+", "+", "-"])

    def statement(self, depth, i, room):
        kind = self.random.randrange(6 if room else 2)
        if kind == 0:
            self.line(depth, f"s = {self.float(i, ['s'], 2)}")
        elif kind == 1:
            self.line(depth, f"t = {self.small(i)}")
        elif kind == 2:
            self.line(depth, f"if {self.condition(i)}:")
            self.statement(depth + 1, i, room - 1)
            if self.chance(0.5):
                self.line(depth, "else:")
                self.statement(depth + 1, i, room - 1)
        elif kind == 3:
            j = f"j{self.loops}"
            self.loops += 1
            self.line(depth, f"for {j} in range({self.random.choice(['k', '5', i])}):")
            self.line(depth + 1, f"s += {self.float(j, ['s'], 1)}")
            if self.chance(0.4):
                self.line(depth + 1, f"if {self.condition(j)}:")
                self.line(depth + 2, self.random.choice(["break", "continue"]))
            self.statement(depth + 1, i, room - 1)
        elif kind == 4:
            self.line(depth, f"w = t % {self.random.randint(2, 9)}")
            self.line(depth, "while w > 0:")
            self.line(depth + 1, "w -= 1")
            self.statement(depth + 1, i, 0)
        else:
            self.line(depth, f"s = {self.float(i, ['s'], 1)} if {self.condition(i)} else {self.float(i, ['s'], 1)}")

    def condition(self, i):
        one = self.random.choice(["s", "x", f"a[{self.index(i)}]"])
        text = f"{one} {self.random.choice(_COMPARISONS)} {self.float(i, ['s'], 1)}"
        if self.chance(0.3):
            text += f" {self.random.choice(['and', 'or'])} {self.int(i, ['t'], 1)} {self.random.choice(_COMPARISONS)} 3"
        return text

    def index(self, i):
        if self.risky and self.chance(0.06):
            return self.random.choice([f"{i} + 1", f"{i} - 9", f"p[{i}]", "n"])
        return self.random.choice([i, i, f"({i} * 7 + k) % n", "-1", "0", f"p[{i} % n] % n"])

    def float(self, i, names, depth):
        if depth == 0 or self.chance(0.2):
            return self.random.choice([f"a[{self.index(i)}]", "x", self.random.choice(_FLOATS), *names])
        if self.chance(0.15):
            return self.random.choice(["abs({})", "math.sqrt(abs({}))", "math.copysign({}, -1.0)"]).format(
                self.float(i, names, depth - 1)
            )
        if self.chance(0.15):
            return f"float({self.small(i)})"
        op = self.random.choice(_FLOAT_OPS)
        right = self.float(i, names, depth - 1)
        if op in ("/", "//", "%") and not (self.risky and self.chance(0.3)):
            right = f"(abs({right}) + 0.5)"
        return f"({self.float(i, names, depth - 1)} {op} {right})"

    def int(self, i, names, depth):
        if depth == 0 or self.chance(0.2):
            constants = _INTS if self.risky else _INTS[:6]
            return self.random.choice([f"p[{self.index(i)}]", "k", i, self.random.choice(constants), *names])
        kind = self.random.random()
        if kind < 0.1:
            return f"({self.int(i, names, depth - 1)} >> {self.random.randint(0, 9)})"
        if kind < 0.2:
            return f"(({self.int(i, names, depth - 1)} & 255) << {self.random.randint(0, 20)})"
        if kind < 0.3:
            return self.random.choice(["abs({})", "(-{})", "(~{})", "min({}, 99)", "max({}, -5)"]).format(
                self.int(i, names, depth - 1)
            )
        if self.risky and kind < 0.4:
            return self.random.choice(["math.floor({})", "math.ceil({})", "int({})"]).format(self.float(i, [], 1))
        op = self.random.choice(_INT_OPS)
        right = self.int(i, names, depth - 1)
        if op in ("//", "%") and not (self.risky and self.chance(0.3)):
            right = f"({right} | 1)"
        return f"({self.int(i, names, depth - 1)} {op} {right})"

    def small(self, i):
        """An int that 32 bits hold, mostly."""
        value = self.int(i, ["t"], 2)
        return value if self.risky and self.chance(0.2) else f"({value} % 1000003)"


class TypedProgram(Program):
    """One with arrays, and with powers of ints."""

    def __init__(self, seed):
        super().__init__(seed)
        self.storage = {name: self.random.choice(_FLOAT_ARRAYS if name in "abc" else _INT_ARRAYS) for name in "abcpqh"}
        self.single = [name for name in "abc" if "f'" in self.storage[name] or "float32" in self.storage[name]]

    def imports(self):
        return "import math\nfrom array import array\n\nimport epochly\nfrom epochly import prange"

    def build(self):
        return _BUILD.format(*[self.storage[name].format(name) for name in "abcpqh"])

    def sign(self):
        # Where others may see an array meanwhile, additions in both directions are not a device's.
        return super().sign() if self.storage["h"] == "{}" else "+"

    def int(self, i, names, depth):
        if depth == 0 or not self.chance(0.15):
            return super().int(i, names, depth)
        base = f"({self.int(i, names, depth - 1)} % {self.random.choice(['7', '19 - 9', '1000'])})"
        exponent = self.random.choice(["0", "1", "2", "3", f"({self.int(i, names, depth - 1)} % 6)"])
        if self.risky and self.chance(0.3):
            exponent = f"({self.int(i, names, depth - 1)} % 40)"
        return f"({base} ** {exponent})"


class FunctionProgram(TypedProgram):
    """One that stores what functions give into b and c, of one function each."""

    def __init__(self, seed):
        super().__init__(seed)
        self.of = {name: self.random.choice(_functions()) for name in "bc"}
        self.ulps = {name: function.ulps for name, function in self.of.items()}

    def result(self, name, i, value):
        function = self.of[name]
        values = [value] + [self.float(i, [], 1) for _ in range(function.parameters - 1)]
        arguments = [f"({function.least} + abs({value}) % {function.most - function.least})" for value in values]
        if self.risky and function.outside and self.chance(0.2):
            arguments[0] = f"({function.outside} if {self.condition(i)} else {arguments[0]})"
        return self.random.choice(function.texts).format(*arguments)


class Function:
    """A function that a device may compute less exactly, by the table's row."""

    # What plain Python raises an exception for.
    OUTSIDE = {"LOG": "0.0", "LOG2": "-1.0", "LOG10": "0.0", "LOG1P": "-1.0", "LOG_BASE": "-3.0", "ASIN": "1.5", "ACOS": "-1.5",
               "ACOSH": "0.5", "ATANH": "1.0", "EXP": "1e3", "EXPM1": "1e3", "SINH": "1e3", "COSH": "-1e3"}
    TEXTS = {"LOG_BASE": ["math.log({}, {})"], "POW": ["{} ** {}", "math.pow({}, {})"], "ATAN2": ["math.atan2({}, {})"],
             "HYPOT": ["math.hypot({}, {})"]}

    def __init__(self, name, ulps, least, most):
        self.ulps = int(ulps)
        self.least = float(least)
        self.most = float(most)
        self.outside = self.OUTSIDE.get(name)
        self.texts = self.TEXTS.get(name, [f"math.{name.lower()}({{}})"])
        self.parameters = self.texts[0].count("{}")


def _functions(known=[]):
    """Those that the table gives more than no ulps."""
    if not known:
        with open(_PAGE) as page:
            rows = re.findall(r"\| `([A-Z0-9_]+)` \| (\d+) \| (\S+) to (\S+) \|", page.read())
        known += [Function(*row) for row in rows if row[1] != "0"]
    return known


_BUILD = """

import random as _random


def build(seed):
    r = _random.Random(seed)
    n = r.choice([1, 2, 3, 8, 65, 300])
    a = [r.choice([r.uniform(-9.0, 9.0), float(r.randrange(-4, 5)), 0.25]) for _ in range(n)]
    p = [r.randrange(-1000, 1000) for _ in range(n)]
    h = [r.randrange(-9, 9) for _ in range(16)]
    b, c, q = [0.0] * n, [0.0] * (9 * n), [0] * n
    return [{}, {}, {}, {}, {}, {}, r.uniform(-3.0, 3.0), r.randrange(1, 9), n], {{}}
"""
_CALL = """

def call{}():
    return build({})
"""


def program(seed):
    return [Program, TypedProgram, Program, FunctionProgram][seed % 4](seed)


def source(seed):
    return program(seed).text()


def difference(seed):
    """How the program of a seed differs on a device, or an empty text; what came of it else; and its function."""
    written = program(seed)
    text = written.text()
    # Here, so that the text of a program can be printed without a guest.
    import epochly

    file = f"<device program {seed}>"
    scope = {}
    exec(compile(text, file, "exec"), scope)
    plain = scope["f"]
    optimized = epochly.optimize(plain, level=4)
    raising = 0
    for name in [name for name in scope if name.startswith("call")]:
        expected, right = _outcome(plain, scope[name], file, written)
        got, there = _outcome(optimized, scope[name], file, written)
        raising += expected[0][0] == "raised"
        if expected != got:
            return f"{text}\n{name}\nplain:     {expected}\non device: {got}", raising, optimized
        for argument in right:
            far = _far(right[argument], there[argument], written.ulps[argument], argument in written.single)
            if far:
                return f"{text}\n{name}, in {argument}\n{far}", raising, optimized
    return "", raising, optimized


def _outcome(function, build, file, written):
    """What shows of a call to the bit, and the elements that are only near."""
    import differential

    names = "abcpqhxkn"
    given = {}

    def kept():
        arguments, keywords = build()
        given.update(zip(names, arguments))
        return arguments, keywords

    shown, arguments, value = differential._outcome(function, kept, file)
    exact = [image for name, image in zip(names, arguments) if name not in written.ulps]
    return (shown, exact, value), {name: list(given[name]) for name in written.ulps}


def _far(plain, device, ulps, single):
    """The first two elements that differ by more than so many units in the last place."""
    for index, (right, there) in enumerate(zip(plain, device)):
        if right == there or right != right and there != there:
            continue
        # What lies between two numbers of 32 bits is rounded to either of them.
        most = max(2.0 ** (math.frexp(right)[1] - 24), 2.0 ** -149) if single else ulps * math.ulp(right)
        if not abs(right - there) <= most:
            return f"[{index}] is {right!r}, and {there!r} on the device: more than {most!r} apart"
    return ""


def differs(seed):
    """Whether the program of a seed does not do the same on a device."""
    return bool(difference(seed)[0])


def run(seed):
    """Runs the program of a seed plain and on a device; gives what became of it, as JSON."""
    import epochly

    fault, raising, optimized = difference(seed)
    explained = str(epochly.explain(optimized))
    notes = [line.strip() for line in explained.splitlines() if "not on a device" in line]
    return json.dumps({
        "kind": type(program(seed)).__name__,
        "onDevice": "on the device" in explained,
        "raising": raising,
        "refusal": notes[0] if notes else "",
        "fault": fault})


if __name__ == "__main__":
    print(source(int(sys.argv[1])))
