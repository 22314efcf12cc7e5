"""Writes random programs whose loops a device can run, and runs them plain and there on equal arguments.

A program follows from its seed. Iterations store into elements of their own, read whatever they like of other lists,
and compute with ints and floats by operations that give the same bits everywhere. Loops may lie directly inside of loops,
add to elements that others add to, and combine numbers in all ways that give the same in any order. Some programs take
risks: indices out of range, divisors that are zero, ints that leave 64 bits, values that a list does not take.
"""
import json
import random
import sys

_INT_OPS = ["+", "-", "*", "//", "%", "&", "|", "^"]
_FLOAT_OPS = ["+", "-", "*", "/", "//", "%"]
_COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]
_INTS = ["0", "1", "2", "-3", "7", "63", "1000003", "-(2**31)", "2**62"]
_FLOATS = ["0.5", "-1.25", "3.0", "0.1", "1e300", "-0.0", "5e-324"]


class Program:
    """One module: f, and call0 to call3, which build the arguments of its calls."""

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
        return "import math\n\nfrom epochly import prange\n\n\ndef f(a, b, c, p, q, h, x, k, n):\n" + "\n".join(self.lines) + "\n" + _BUILD + calls

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
        self.line(2, f"b[{i}] = {self.float(i, ['s'], 2)}")
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
        self.line(depth, f"c[{place}] = u * {j} + {self.float(i, ['u'], 2)}")
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
            sign = self.random.choice(["+", "+", "-"])
            if self.chance(0.3):
                self.line(2, f"h[{place}] = h[{place}] {sign} {amount}")
            else:
                self.line(2, f"h[{place}] {sign}= {amount}")
        self.parallel = False
        if self.chance(0.3):
            self.combine(2, i)

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


_BUILD = """

import random as _random


def build(seed):
    r = _random.Random(seed)
    n = r.choice([1, 2, 3, 8, 65, 300])
    a = [r.choice([r.uniform(-9.0, 9.0), float(r.randrange(-4, 5)), 0.25]) for _ in range(n)]
    p = [r.randrange(-1000, 1000) for _ in range(n)]
    h = [r.randrange(-9, 9) for _ in range(16)]
    return [a, [0.0] * n, [0.0] * (9 * n), p, [0] * n, h, r.uniform(-3.0, 3.0), r.randrange(1, 9), n], {}
"""
_CALL = """

def call{}():
    return build({})
"""


def source(seed):
    return Program(seed).text()


def run(seed):
    """Runs the program of a seed plain and on a device; gives what became of it, as JSON."""
    import differential
    import epochly

    text = source(seed)
    file = f"<device program {seed}>"
    scope = {}
    exec(compile(text, file, "exec"), scope)
    plain = scope["f"]
    optimized = epochly.optimize(plain, level=4)
    fault = ""
    raising = 0
    for name in [name for name in scope if name.startswith("call")]:
        expected = differential._outcome(plain, scope[name], file)
        got = differential._outcome(optimized, scope[name], file)
        raising += expected[0][0] == "raised"
        if expected != got:
            fault = f"{text}\n{name}\nplain:     {expected}\non device: {got}"
            break
    explained = str(epochly.explain(optimized))
    notes = [line.strip() for line in explained.splitlines() if "not on a device" in line]
    return json.dumps({
        "onDevice": "on the device" in explained,
        "raising": raising,
        "refusal": notes[0] if notes else "",
        "fault": fault})


if __name__ == "__main__":
    print(source(int(sys.argv[1])))
