"""What a random program may be about, beside numbers and arrays of them: one class for each topic.

A topic has parameters of its own, says what the module defines for it, and writes statements and expressions
whenever the program asks for one; what it keeps in variables belongs to the result.
"""


class Topic:
    """What all topics may say; integer, floating and condition are only there where a topic has such expressions."""

    parameters = ()

    def __init__(self, program):
        self.program = program

    def module(self):
        """Text that stands before f."""
        return ""

    def begin(self):
        """Writes the first statements of f."""

    def statement(self):
        """Writes a statement."""

    def results(self):
        """The variables that belong to what f returns."""
        return []

    def arguments(self, calls, n, wild, special):
        """Lines that bind the parameters, for a call with arrays of n elements."""
        return []


class Reductions(Topic):
    """sum, any, all, min, max and products, of arrays and of generator expressions."""

    def statement(self):
        p = self.program
        p.choose(
            3, lambda: p.write(f"w1 = {self.floating(0)}"),
            1, lambda: p.write(f"z0 = {self.filtered()}"),
            1, lambda: p.write(f"s0 = {self.condition(0)}"),
            1, lambda: p.write(f"k = {self.integer(0)}"))

    def each(self, write, condition=False):
        """A generator expression over floats."""
        p = self.program
        e = p.fresh("e")
        item, kept = p.with_names([], [e], lambda: (write(), p.condition(2)))
        return f"{item} for {e} in {p.float_source()}" + (f" if {kept}" if condition else "")

    def filtered(self):
        p = self.program
        return p.pick(f"sum({self.each(lambda: p.floating(2), True)})", f"sum({p.float_source()})",
                      f"sum({self.each(lambda: p.number(2))})")

    def floating(self, d):
        p = self.program
        e, o = p.fresh("e"), p.fresh("e")
        return p.choose(
            3, lambda: f"sum({p.float_source()}, {p.pick('0.0', '-0.0', p.floating(2))})",
            3, lambda: f"sum(({self.each(lambda: p.floating(2), p.chance(0.3))}), {p.pick('0.0', '1.5')})",
            2, lambda: f"(1.0 * {p.pick('min', 'max')}({p.float_source()}))",
            2, lambda: f"(0.5 * {p.pick('min', 'max')}({self.each(lambda: p.floating(2))}))",
            1, lambda: f"(1.0 * {p.pick('min', 'max')}({p.floating(2)}, {p.integer(2)}, {p.floating(2)}))",
            1, lambda: f"sum([{p.floating(2)}, {p.floating(2)}])",
            1, lambda: f"sum({e} * {o} for {e}, {o} in zip({p.float_source()}, {p.float_source()}))",
            1, lambda: f"math.fsum({p.float_source()})",
            1, lambda: f"(1.0 * math.prod({p.float_source()}))",
            1, lambda: f"(sum({p.float_source()}) / {p.pick('3', '(abs(k) + 1)')})")

    def integer(self, d):
        p = self.program
        i = p.fresh("i")
        item = p.with_names([i], [], lambda: p.integer(2))
        return p.choose(
            3, lambda: "sum(b)",
            3, lambda: f"{p.pick('min', 'max')}(b)",
            3, lambda: f"sum({item} for {i} in {p.pick('range(n)', 'b', 'range(1, n + 3, 2)', 'range(5, 0, -1)')})",
            1, lambda: f"sum({item} for {i} in range(3) for {i}j in range({i}) if {i}j != {p.integer(2)})",
            1, lambda: f"sum({i} > {p.integer(2)} for {i} in b)",
            1, lambda: f"{p.pick('min', 'max')}({item} for {i} in range(n))",
            1, lambda: f"sum(({p.integer(2)}, {p.integer(2)}, 3))",
            1, lambda: f"math.prod({i} % 3 + 1 for {i} in b)")

    def condition(self, d):
        p = self.program
        i = p.fresh("i")
        return p.choose(
            4, lambda: f"{p.pick('any', 'all')}({self.each(lambda: p.condition(2), p.chance(0.2))})",
            1, lambda: f"{p.pick('any', 'all')}({p.pick('a', 'b', 'l0')})",
            1, lambda: f"{p.pick('any', 'all')}({i} % 3 {p.pick('==', '>')} {p.integer(2)} for {i} in b)",
            1, lambda: f"{p.pick('any', 'all')}(({p.integer(2)}, {p.floating(2)}))")


class Members(Topic):
    """in and not in."""

    def statement(self):
        self.program.write(f"s0 = {self.condition(0)}")

    def condition(self, d):
        p = self.program
        word = p.pick("in", "in", "not in")
        return p.choose(
            3, lambda: f"{p.integer(d)} {word} {p.pick('(1, 2, 5)', '[3, -1]', f'({p.integer(2)}, {p.integer(2)})', '()')}",
            2, lambda: f"{p.number(d)} {word} ({p.floating(2)}, {p.integer(2)}, 0.5)",
            3, lambda: f"{p.integer(d)} {word} b",
            2, lambda: f"{p.number(d)} {word} {p.pick('a', 'l0')}")


class Texts(Topic):
    """A str, its characters, and the order of both."""

    parameters = ("s",)

    def __init__(self, program):
        super().__init__(program)
        self.characters = ["h0", "h1"]
        self.others = program.chance(0.4)
        if self.others:
            self.parameters = ("s", "r")

    def begin(self):
        p = self.program
        p.write(f"h0 = {p.pick('s[0]', 's[-1]', chr(34) + 'c' + chr(34))}; h1 = {p.pick(chr(34) + 'x' + chr(34), 's[0]')}")

    def results(self):
        return ["h0", "h1"]

    def text(self):
        p = self.program
        return p.pick("s", "s", "r" if self.others else "s", '"spam"', '"a\u00e4\U0001f600b"')

    def character(self):
        p = self.program
        return p.choose(
            5, lambda: p.random.choice(self.characters),
            3, lambda: f"s[{p.index('s', 1)}]",
            2, lambda: f'"{p.pick("a", "b", "m", "z", "0", "é")}"',
            1, lambda: f"chr(97 + {p.integer(2)} % 26)",
            1, lambda: f'"ACGT"[{p.integer(2)} % 4]',
            1, lambda: f"{p.pick('min', 'max')}({p.random.choice(self.characters)}, s[0])")

    def statement(self):
        p = self.program
        compound = 1 if len(p.lines) < 20 and p.loops < 3 else 0
        p.choose(
            3, lambda: p.write(f"{p.pick('h0', 'h1')} = {self.character()}"),
            2, lambda: p.write(f"k = {self.integer(0)}"),
            2, lambda: p.write(f"s0 = {self.condition(0)}"),
            5 * compound, self.loop)

    def loop(self):
        p = self.program
        h, i, e = p.fresh("h"), p.fresh("i"), p.fresh("e")
        ints, floats, head = p.choose(
            3, lambda: ([], [], f"for {h} in {self.text()}:"),
            1, lambda: ([], [], f"for {h} in reversed({self.text()}):"),
            2, lambda: ([i], [], f"for {i}, {h} in enumerate({self.text()}):"),
            1, lambda: ([], [e], f"for {h}, {e} in zip({self.text()}, {p.float_source()}):"),
            1, lambda: ([i], [], f"for {i}, {h} in zip(b, {self.text()}):"))
        p.write(head)
        self.characters.append(h)
        p.over_list(ints, floats)
        self.characters.remove(h)

    def integer(self, d):
        p = self.program
        return p.choose(
            4, lambda: f"ord({self.character()})",
            2, lambda: f"len({self.text()})",
            1, lambda: f"(ord({self.character()}) - ord('a'))",
            1, lambda: f"({self.character()} {p.pick('==', '<')} {self.character()})")

    def condition(self, d):
        p = self.program
        return p.choose(
            5, lambda: f"{self.character()} {p.pick('==', '!=', '<', '<=', '>', '>=')} {self.character()}",
            2, lambda: f"{self.text()} {p.pick('==', '!=', '<', '<=', '>', '>=')} {self.text()}",
            2, lambda: f"{self.character()} {p.pick('in', 'not in')} {self.text()}",
            1, lambda: f'{self.character()} in ("a", "b", h0)',
            1, lambda: f'"a" <= {self.character()} <= "q"',
            1, lambda: f"{self.character()} == {p.integer(2)}",
            1, lambda: self.text())

    def arguments(self, calls, n, wild, special):
        return [f"{name} = {self.drawn(calls, wild)!r}" for name in self.parameters]

    def drawn(self, calls, wild):
        if wild and calls.chance(0.2):
            return calls.random.choice(["", "\ud800", "\U0001f600", "\0"])
        letters = "abcxyzGAT09 é" + ("\u20ac\U0001f600\uffff" if calls.chance(0.2) else "")
        return "".join([calls.random.choice(letters) for _ in range(calls.random.randint(1, 6))])


class Complexes(Topic):
    """Complex numbers, in variables and in a list."""

    parameters = ("q", "u")

    def begin(self):
        p = self.program
        p.write(f"q0 = q; q1 = {p.pick('0j', '1j', '2.5 - 0j', '-1.5j', 'complex(x, 0.5)')}")
        p.write(f"o0 = {p.pick('[0j] * n', '[q, 1j]', '[c * 0.5 for c in u]', '[q0] * 3')}")

    def results(self):
        return ["q0", "q1", "o0"]

    def complex(self, d):
        p = self.program
        if d > 1:
            return p.pick("q", "q0", "q1", "1j", "u[0]", "u[-1]", "(o0[0] if len(o0) > 0 else 0j)")
        return p.choose(
            6, lambda: p.pick("q", "q0", "q1", "(1.5 + 2j)", "1j"),
            3, lambda: f"u[{p.index('u', 1)}]",
            6, lambda: f"({self.complex(d + 1)} {p.pick('+', '-', '*')} {self.complex(d + 1)})",
            3, lambda: f"({self.complex(d + 1)} {p.pick('+', '-', '*', '/')} {p.pick('2', '0.5', '-3.0', '(1 - 2j)')})",
            2, lambda: f"({p.number(d + 1)} {p.pick('+', '-', '*')} {self.complex(d + 1)})",
            1, lambda: f"complex({p.number(d + 1)}, {p.floating(d + 1)})",
            1, lambda: f"{self.complex(d + 1)}.conjugate()",
            1, lambda: f"(-{self.complex(d + 1)})",
            1, lambda: f"({self.complex(d + 1)} ** {p.pick('2', '3')})",
            1, lambda: f"({self.complex(d + 1)} if {p.condition(2)} else {self.complex(d + 1)})")

    def kept(self):
        return f"{self.complex(1)} * 0.125 + 1j" if self.program.loops else self.complex(0)

    def statement(self):
        p = self.program
        p.choose(
            3, lambda: p.write(f"{p.pick('q0', 'q1')} = {self.kept()}"),
            2, lambda: p.write(f"u[{p.index('u')}] = {self.kept()}"),
            1, lambda: p.write(f"{p.pick('q0', 'u[0]')} {p.pick('+=', '-=')} {self.complex(1)}"),
            1, lambda: p.write(f"w0 = {self.floating(0)}"),
            2, self.list_statement,
            1 if p.loops < 3 else 0, self.loop)

    def list_statement(self):
        p = self.program
        c = p.fresh("c")
        p.choose(
            2, lambda: p.write(f"if len(o0) > 0: o0[{p.integer(2)} % len(o0)] {p.pick('=', '+=', '-=')} {self.kept()}"),
            1, lambda: p.write(f"if len(o0) < 9: o0.append({self.kept()})"),
            1, lambda: p.write(f"o0 = {p.pick('[q1] * n', 'o0[::-1]', 'o0[1:] if flag else [1j]', 'o0[:2]', f'[{self.complex(2)}, 2j]')}"),
            1, lambda: p.write(f"o0 = [{c} * 0.5 + {self.complex(2)} for {c} in {p.pick('u', 'o0')} if {c}.real < 4.0]"))

    def loop(self):
        p = self.program
        c = p.fresh("c")
        p.write(f"for {c} in {p.pick('u', 'o0', 'reversed(u)')}:")
        p.write(f"    q1 = q1 * {p.pick('0.5', '0.25j')} {p.pick('+', '-')} {c}")
        p.over_list([], [])

    def floating(self, d):
        p = self.program
        return p.choose(
            3, lambda: f"{p.pick('q', 'q0', 'q1', 'u[-1]')}.{p.pick('real', 'imag')}",
            2, lambda: f"abs({self.complex(2)})",
            1, lambda: f"({self.complex(2)} * {self.complex(2)}).imag")

    def condition(self, d):
        p = self.program
        return p.choose(
            3, lambda: f"{self.complex(d)} {p.pick('==', '!=')} {self.complex(2)}",
            1, lambda: f"{self.complex(d)} == {p.number(2)}",
            1, lambda: self.complex(2))

    def arguments(self, calls, n, wild, special):
        one = lambda: f"complex({calls.float(special)}, {calls.float(special)})"
        items = f"[{', '.join([one() for _ in range(n)])}]"
        if calls.kinds["u"] == "typed part":
            items = f"epochly.array({items} + [1j, 2.5])[{calls.random.choice([f':{n}', f'-3::-1', f'{n - 1}::-1'])}]"
        return [f"q = {one()}", f"u = epochly.array({items})" if calls.kinds["u"] == "typed" else f"u = {items}"]


class Recursion(Topic):
    """Functions that call themselves, at most some twenty deep."""

    def inside(self):
        """A float from the parameters d, i, y and a."""
        return self.program.pick("y", "y * 0.5", "a[i % len(a)]", "(y - d)", "(0.25 if i > d else y)", "math.tanh(y)", "i / 3", "-0.0")

    def module(self):
        return f"""
def once(d, i, y, a):
    if d <= 0:
        return {self.inside()}
    a[i % len(a)] = {self.inside()}
    if i % 3 == 1:
        return once(d - 1, i * d, {self.inside()}, a) {self.program.pick('+', '*', '-')} {self.inside()}
    return once(d - 1, {self.program.pick('i + 1', 'd', 'i - G')}, y + 0.25, a) - y


def twice(d, i):
    if d < 2:
        return i
    return twice(d - 1, i + 1) + twice(d - 2, i - {self.program.pick('1', 'd', 'G')})


def count(d, v):
    if d > 0:
        count(d - 1, v)
        v[d % len(v)] = d


def even(d):
    return True if d <= 0 else odd(d - 1)


def odd(d):
    return False if d <= 0 else even(d - 1)


def steps(i, j=3, *, most=9):
    if i == 0 or most <= 0:
        return j, most
    q, r = steps(i // 2, j + 1, most=most - 1)
    return q + i % 2, r
"""

    def statement(self):
        p = self.program
        p.choose(
            3, lambda: p.write(f"w0 = {self.floating(0)}"),
            2, lambda: p.write(f"k = {self.integer(0)}"),
            1, lambda: p.write(f"count({p.integer(2)} % 6, b)"),
            1, lambda: p.write(f"k, v0 = steps({p.integer(2)} % 99, {p.integer(2)})"),
            1, lambda: p.write(f"s0 = {self.condition(0)}"))

    def floating(self, d):
        p = self.program
        return f"once({p.integer(2)} % {p.pick(3, 7, 12)}, {p.integer(2)}, {p.floating(2)}, {p.random.choice(p.float_arrays)})"

    def integer(self, d):
        p = self.program
        return p.pick(f"twice({p.integer(2)} % 7, {p.integer(2)})", f"steps({p.integer(2)} % 50)[{p.pick(0, 1)}]",
                      f"steps({p.integer(2)} % 50, most=2)[0]")

    def condition(self, d):
        return f"{self.program.pick('even', 'odd')}({self.program.integer(2)} % 30)"


class Objects(Topic):
    """An object with numeric attributes and a list; f is a method of its class, or a function that is given one."""

    def __init__(self, program):
        super().__init__(program)
        self.method = program.chance(0.6)
        self.name = "self" if self.method else "o"
        self.parameters = () if self.method else ("o",)
        self.others = program.chance(0.25)
        if self.others:
            self.parameters += ("p",)
        self.shared = program.chance(0.3)
        self.new = program.chance(0.2)
        program.float_arrays.append(f"{self.name}.data")
        program.in_class = self.method

    def module(self):
        p = self.program
        return f"""
class Holder:
    step = {p.pick('2', '3', '-1')}

    def __init__(self, count, scale, data):
        self.count = count
        self.scale = scale
        self.data = data

    def bump(self, by=1):
        self.count = (self.count + by) % 1009
        return self.count

    def weight(self, i):
        return self.scale * {p.pick('i', '0.5', 'self.step')} + {p.pick('i', 'self.data[0]', '1')}
"""

    def begin(self):
        if self.new and self.program.chance(0.7):
            self.program.write(f"{self.name}.new = 0.5")

    def statement(self):
        p = self.program
        o = self.object()
        p.choose(
            4, lambda: p.write(f"{o}.count = {p.kept()}"),
            1, lambda: p.write(f"{o}.count = ({o}.count {p.pick('+', '-', '^')} {p.integer(2)}) % 1009"),
            4, lambda: p.write(f"{o}.scale = {p.floating()}"),
            2, lambda: p.write(f"{o}.scale {p.pick('+=', '-=')} {p.floating(1)}"),
            4, lambda: p.write(f"{o}.data[{p.index(o + '.data')}] {p.pick('=', '=', '+=', p.times())} {p.floating(1)}"),
            1, lambda: p.write(f"{o}.bump()"),
            0.5, lambda: p.write(f"{o}.data = {p.made_list()}") if not p.list_loops else p.write("pass"),
            1, lambda: p.write(f"w1, {o}.scale = {o}.scale, w1"),
            2 if self.new else 0, lambda: p.write(f"{o}.new = {p.floating()}"),
            0.15, lambda: p.write(f"{o}.count = {p.floating()}"))

    def object(self):
        return self.name if not self.others or self.program.chance(0.7) else "p"

    def integer(self, d):
        p = self.program
        o = self.object()
        return p.pick(f"{o}.count", f"{o}.count", f"{o}.step", f"{o}.bump({p.integer(2)} % 5)", f"len({o}.data)")

    def floating(self, d):
        p = self.program
        o = self.object()
        return p.pick(f"{o}.scale", f"{o}.scale", f"{o}.data[{p.index(o + '.data', 2)}]", f"({o}.weight({p.integer(2)}) * 1.0)")

    def arguments(self, calls, n, wild, special):
        count, scale = calls.int(wild), calls.float(special)
        data = "a" if self.shared and calls.kinds["a"] == "list" else calls.float_list(n, special)
        if calls.chance(0.1):
            count, scale = scale, count
        lines = [f"{self.name} = Holder({count}, {scale}, {data})"]
        if self.others:
            lines.append(f"p = {self.name}" if calls.chance(0.2) else f"p = Holder({calls.int(wild)}, {calls.float(special)}, {data})")
        if calls.chance(0.15):
            lines.append(f"{self.name}.step = {calls.random.choice(['1', '5', '0.5'])}")
        if self.new and calls.chance(0.3):
            lines.append(f"{self.name}.new = 1.5")
        return lines


class Orders(Topic):
    """Lists that are sorted, reversed and copied."""

    def begin(self):
        p = self.program
        p.write(f"y0 = {p.pick('sorted(b)', '[v % 7 for v in range(n)]', 'list(range(n, 0, -1))', '[3, n, k]')}")

    def results(self):
        return ["y0"]

    def statement(self):
        p = self.program
        e = p.fresh("e")
        p.choose(
            3 if not p.list_loops else 0, lambda: p.write("y0.sort()"),
            2, lambda: p.write("y0.reverse()"),
            2, lambda: p.write("l0.reverse()"),
            1, lambda: p.write("l0 = list(a)"),
            1, lambda: p.write("l0 = list(reversed(a))"),
            1, lambda: p.write(f"y0 = {p.pick('sorted(b)', 'list(b)', 'list(reversed(y0))', 'sorted(y0)', 'list(range(k % 5))')}"),
            1, lambda: p.write(f"y0 = [{p.with_names([e], [], lambda: p.kept(1))} for {e} in {p.pick('range(n)', 'b', 'y0')}]"),
            1 if not p.list_loops else 0, lambda: p.write(f"y0.append({p.kept(1)})"),
            0.3, lambda: p.write("l0.sort()"),
            0.3, lambda: p.write("l0 = sorted(l0)"),
            0.7 if not p.buffers else 0, lambda: p.write("a.reverse()"),
            1 if p.table else 0, lambda: p.write(p.pick("t.reverse()", "t[0].reverse()")),
            1, lambda: p.write(f"if len(y0) > 0: y0[{p.integer(2)} % len(y0)] = {p.kept(1)}"))

    def integer(self, d):
        p = self.program
        return p.pick("len(y0)", "sum(y0)", "(y0[0] if len(y0) > 0 else -1)", f"sorted(b)[{p.pick('0', '-1', 'k % len(b)')}]")


class Tuples(Topic):
    """Tuples that are looped over, indexed, compared and unpacked."""

    def begin(self):
        self.program.write("d0 = (k, x)")

    def results(self):
        return ["d0"]

    def statement(self):
        p = self.program
        compound = 1 if len(p.lines) < 20 and p.loops < 3 else 0
        p.choose(
            2, lambda: p.write(f"d0 = ({p.kept(1)}, {p.floating(1)})"),
            1, lambda: p.write(f"v0, w0 = d0"),
            1, lambda: p.write(f"s0 = {self.condition(0)}"),
            1, lambda: p.write(f"(v0, w1), k = d0, {p.kept(2)}"),
            3 * compound, self.loop)

    def loop(self):
        p = self.program
        i, e = p.fresh("i"), p.fresh("e")
        ints, floats, head = p.choose(
            2, lambda: ([i], [], f"for {i} in {p.pick('(1, 2, 4)', '(-1, 0, 1)', f'({p.integer(2)}, {p.integer(2)})')}:"),
            2, lambda: ([], [e], f"for {e} in ({p.floating(2)}, {p.floating(2)}, 0.5):"),
            1, lambda: ([i], [e], f"for {i}, {e} in enumerate(({p.floating(2)}, w0)):"),
            1, lambda: ([i], [e], f"for {i}, {e} in zip((3, 1), {p.float_source()}):"))
        p.write(head)
        p.over_list(ints, floats)

    def integer(self, d):
        return self.program.pick("d0[0]", f"(3, {self.program.integer(2)}, 7)[1]", "len(d0)")

    def floating(self, d):
        return "d0[1]"

    def condition(self, d):
        p = self.program
        return f"({p.integer(2)}, {p.integer(2)}) {p.pick('==', '!=')} ({p.integer(2)}, {p.pick('v0', 'k', '1')})"


class Nones(Topic):
    """Variables that are None until they are given a number."""

    def begin(self):
        self.program.write("g0 = None; g1 = None")

    def results(self):
        return ["g0 is None"]

    def statement(self):
        p = self.program
        e, i = p.fresh("e"), p.fresh("i")
        p.choose(
            3, lambda: p.write(f"if {p.condition(1)}: g0 = {p.floating(1)}"),
            2, lambda: p.write(f"if g0 is None or g0 {p.pick('<', '>')} {p.floating(2)}: g0 = {p.floating(1)}"),
            2, lambda: p.write(f"if g1 is None: g1 = {p.kept(1)}"),
            2, lambda: p.write(f"if g0 is not None: w0 = g0"),
            2, lambda: p.write(f"if g1 is not None: k = g1 % 99"),
            1, lambda: p.write("g0 = None"),
            3 if p.loops < 3 else 0, lambda: self.best(e),
            1 if p.loops < 3 else 0, lambda: self.first(i))

    def best(self, e):
        p = self.program
        p.write(f"for {e} in {p.float_source()}:")
        p.write(f"    if g0 is None or {e} {p.pick('<', '>=')} g0: g0 = {e}")

    def first(self, i):
        p = self.program
        p.write(f"for {i} in range(n):")
        p.write(f"    if {p.with_names([i], [], lambda: p.condition(2))}:")
        p.write(f"        g1 = {i}")
        p.write(f"        break")

    def condition(self, d):
        return self.program.pick("g0 is None", "g1 is not None", "(g0 is not None and g0 > 0)", "(g1 is None or g1 < 3)")


class Unbound(Topic):
    """Names that are bound only if some path was taken."""

    def statement(self):
        p = self.program
        f, i = p.fresh("f"), p.fresh("i")
        p.choose(
            3, lambda: [p.write(f"for {i} in range(n): {f} = {p.with_names([i], [], lambda: p.floating(1))}"),
                        p.write(f"w0 = {f} + {i}")],
            2, lambda: [p.write(f"if n > 0: {f} = {p.integer(1)}"), p.write(f"k = {f} % 99")],
            0.3, lambda: [p.write(f"if {p.condition(1)}: {f} = {p.floating(1)}"), p.write(f"w1 = {f}")],
            1, lambda: [p.write(f"s0 = {p.condition(2)}"), p.write(f"if s0: {f} = {p.floating(1)}"),
                        p.write(f"w2 = {f} if s0 else 0.25")],
            1, lambda: p.write(f"if n < 0: w0 = {p.pick('nowhere', f)}"))


class Methods(Topic):
    """Methods and attributes of numbers."""

    def statement(self):
        p = self.program
        p.write(p.pick(f"k = {self.integer(0)}", f"w0 = {self.floating(0)}", f"s0 = {self.condition(0)}"))

    def integer(self, d):
        p = self.program
        return f"({p.integer(d)}).{p.pick('bit_length()', 'bit_count()', 'numerator', 'denominator', 'real', 'imag', 'conjugate()')}"

    def floating(self, d):
        p = self.program
        return f"({p.floating(d)}).{p.pick('real', 'imag', 'conjugate()')}"

    def condition(self, d):
        return f"({self.program.number(d)}).is_integer()"


class Mathematics(Topic):
    """More of the module math."""

    def statement(self):
        p = self.program
        p.choose(
            2, lambda: p.write(f"w0 = {self.floating(0)}"),
            2, lambda: p.write(f"k = {self.integer(0)}"),
            1, lambda: p.write(f"w1, w2 = math.modf({p.floating(1)})"),
            1, lambda: p.write(f"w1, v0 = math.frexp({p.floating(1)})"))

    def integer(self, d):
        p = self.program
        i, j = p.integer(d), p.integer(2)
        return p.choose(
            2, lambda: f"math.gcd({i}, {j})",
            1, lambda: f"math.lcm({p.small(d)}, {p.small(d)})",
            1, lambda: f"math.isqrt(abs({i}))",
            1, lambda: f"math.comb({p.small(d)} % 9, {p.small(d)} % 9)",
            1, lambda: f"math.perm({p.small(d)} % 6, {p.small(d)} % 4)",
            1, lambda: f"math.factorial({p.small(d)} % 9)",
            1, lambda: f"math.{p.pick('floor', 'ceil', 'trunc')}({p.small(d)} * 0.75)",
            1, lambda: f"math.frexp({p.floating(2)})[1]")

    def floating(self, d):
        p = self.program
        v, w = p.floating(d), p.number(2)
        return p.choose(
            1, lambda: f"math.{p.pick('pi', 'tau', 'e')}",
            1, lambda: f"math.hypot({v}, {w})",
            1, lambda: f"math.atan2({v}, {w})",
            1, lambda: f"math.fmod({p.small(d)} * 0.7, {p.pick('2.5', '-3', '0.1')})",
            1, lambda: f"math.remainder({p.small(d)} * 0.7, {p.pick('2.5', '-3', '0.1')})",
            1, lambda: f"math.ldexp({p.small(d)} * 0.7, {p.small(d)})",
            1, lambda: f"math.modf({v})[{p.pick(0, 1)}]",
            1, lambda: f"math.nextafter({v}, {w})",
            1, lambda: f"math.ulp({v})",
            1, lambda: f"math.{p.pick('log', 'log2', 'log10', 'log1p', 'sqrt', 'cbrt' if p.risk() else 'exp')}({p.small(d)} % 9 + 1)",
            1, lambda: f"math.pow({p.small(d)}, 2)",
            1, lambda: f"math.{p.pick('radians', 'degrees', 'erfc', 'tanh', 'atan')}({v})",
            1, lambda: f"math.{p.pick('sumprod')}(({v}, 0.5), ({p.floating(2)}, 2.0))",
            1, lambda: f"math.fsum(({v}, {p.floating(2)}, 1e16))")

    def condition(self, d):
        p = self.program
        return p.pick(f"math.isfinite({p.number(d)})", f"math.isnan({p.floating(d)})", f"math.isinf({p.floating(d)})",
                      f"math.isclose({p.floating(d)}, {p.number(2)})", f"math.isclose({p.floating(d)}, {p.number(2)}, abs_tol=0.5)")


class Lists(Topic):
    """Stores into slices, and lists that are joined, repeated and grown."""

    def begin(self):
        self.program.write("y1 = list(range(n)) + [k]")

    def results(self):
        return ["y1"]

    def statement(self):
        p = self.program
        growing = 0 if p.list_loops else 1
        p.choose(
            4, lambda: p.write(self.moved(p.random.choice(p.float_arrays), "n")),
            2, lambda: p.write(self.moved("y1", "len(y1)")),
            2 if not p.buffers else 0, lambda: p.write(f"a[:n] = {p.pick(f'[{p.floating(2)}] * n', 'l0[:n]', '[v * 0.5 for v in range(n)]')}"),
            1, lambda: p.write(f"y1[:] = [{p.kept(2)}] * len(y1)"),
            1, lambda: p.write(f"b[{p.pick(':', '0:n', '::-1')}] = b[{p.pick(':', '::-1')}]"),
            3, lambda: p.write(f"l0 = ({self.joined()})[:9]"),
            2, lambda: p.write(f"y1 = ([{p.kept(2)}] + y1 {p.pick('+ y1', '', f'+ [{p.kept(2)}] * 2')})[:{p.pick('7', 'n + 1', '3')}]"),
            1, lambda: p.write(f"y1 = [{p.kept(2)}, {p.kept(2)}] * ({p.small()} % 4)"),
            1, lambda: p.write(f"y1 = {p.pick('y1.copy()', 'y1[::-1]')}"),
            2 * growing, lambda: p.write(f"if len(y1) < 20: y1 += {p.pick('[k, 1]', 'y1[:2]', 'y1')}"),
            1 * growing, lambda: p.write(f"if len(l0) < 20: l0.extend({p.pick('[x, w0]', 'l0[:2]')})"))

    def moved(self, name, n):
        """A slice stored over another one of the same list, which it may overlap."""
        target, source = self.program.pick(
            (f"1:{n}", f"0:{n} - 1"), (f":{n} - 1", f"1:{n}"), ("::-1", ":"), (":", "::-1"), (f"{n} // 2:{n} // 2 * 2", f":{n} // 2"),
            ("-1:", ":1"), ("k:k", "2:2"), ("k:", "k:")) if not self.program.risk() else (f"1:{n}", f":{n}")
        return f"{name}[{target}] = {name}[{source}]"

    def joined(self):
        p = self.program
        part = lambda: p.pick("l0", "l0[:2]", f"[{p.floating(2)}]", f"[{p.floating(2)}] * n", *([] if p.buffers else ["a", "a[1:]"]))
        return p.pick(f"{part()} + {part()}", f"{part()} + {part()} + {part()}", f"{part()} * {p.pick('2', 'n', '0', '-1')}",
                      f"({part()} + {part()}) * 2")

    def integer(self, d):
        p = self.program
        return p.pick("len(y1)", "sum(y1)", "(y1[-1] if len(y1) > 0 else -1)", "len(l0 + l0)")


class Masks(Topic):
    """Hashes and generators of pseudorandom numbers: products far beyond 64 bits, of which a mask keeps the low ones."""

    def begin(self):
        p = self.program
        p.write(f"u0 = {p.pick('2166136261', 'k & 255', '12345', 'n')}; u1 = {p.pick('88172645463325252', '1', 'k * k')}")

    def results(self):
        return ["u0", "u1"]

    def statement(self):
        p = self.program
        p.write(f"{p.pick('u0', 'u1', 'u0', 'k')} = {self.integer(1)}")

    def mask(self):
        return self.program.pick("0xFFFFFFFF", "0x7FFFFFFF", "0xFFFF", "255", "1023", "0x7FFFFFFFFFFFFFFF", "(1 << 48) - 1", "(2**32 - 1)",
                                 *(["-1", "-256", "(k | 1)"] if self.program.wild else []))

    def integer(self, d):
        p = self.program
        state = p.pick("u0", "u1", "u0")
        word = lambda: p.choose(3, lambda: state, 1, lambda: p.integer(2), 1, lambda: f"({state} ^ {p.integer(2)})")
        large = lambda: p.pick("6364136223846793005", "1103515245", "16777619", "0x5DEECE66D", "31", "-7", "u1")
        mask = self.mask()
        return p.choose(
            3, lambda: f"(({word()} * {large()} + {p.integer(2)}) & {mask})",
            2, lambda: f"({mask} & ({word()} * {large()}))",
            2, lambda: f"(({state} ^ (({state} << {p.random.randint(0, 40)}) & {mask})) & {mask})",
            1, lambda: f"(({state} ^ ({state} >> {p.random.randint(1, 33)})) & {mask})",
            1, lambda: f"((~({word()} * {word()}) - {p.integer(2)}) & {mask})",
            1, lambda: f"((({word()} | 1) * ({word()} & 65535) - {large()}) % {p.pick('2**32', '2**16', '1009')})")


class Sweeps(Topic):
    """Loops whose iterations the compiler may run side by side: sums over columns, stencils, costly functions."""

    def begin(self):
        p = self.program
        p.write("q0 = [(v * 7 % 11) * 0.25 - 1.0 for v in range(n * n + 2)]")
        p.write("q1 = [0.0] * (n + 2)")

    def results(self):
        return ["q1"]

    def loop(self, head, *lines):
        p = self.program
        p.write(head)
        for line in lines:
            p.write("    " + line)

    def statement(self):
        p = self.program
        if len(p.lines) > 40 or p.loops > 1:
            p.write("q1[0] = w0")
            return
        p.choose(3, self.columns, 4, self.stencil, 2, self.function, 3, self.quotients)

    def target(self):
        return self.program.pick("q1", "q1", "l0", "a", *self.program.float_arrays)

    def source(self):
        return self.program.pick("a", "q0", "q1", "l0", *self.program.float_arrays)

    def columns(self):
        p = self.program
        i, j, w = p.fresh("i"), p.fresh("j"), p.fresh("u")
        # The last lines read the variables behind the loop.
        self.loop(
            f"for {j} in range(n):",
            f"{w} = {p.pick('0.0', 'x', 'w0')}",
            f"for {i} in range({p.pick('n', 'n', 'n - 1', '3 if n > 2 else 0')}):",
            f"    {w} += {self.source()}[{i}] * {p.pick('q0', 'q0', self.source())}[{p.pick(f'{i} * n + {j}', f'{i} * n + {j} + 1', f'{i} + {j}')}]",
            f"{self.target()}[{j}] = {p.pick(w, f'{w} * x', f'{w} + {self.source()}[{j}]')}")
        p.write(f"w1 = {p.pick(f'{w} + {j} if n > 0 else w0', 'w0', 'x')}")

    def stencil(self):
        p = self.program
        j, one, other = p.fresh("j"), self.source(), self.source()
        value = p.pick(
            f"0.5 * ({one}[{j} - 1] + {one}[{j}] + {one}[{j} + 1])",
            f"{one}[{j}] - {one}[{j} + 1] + {other}[{j} - 1] * x",
            f"{one}[{j} - 1] * w0",
            f"abs({other}[{j} + 1]) - {one}[{j}] * {one}[{j} - 1]")
        self.loop(f"for {j} in range(1, n - 1):", f"{self.target()}[{j}{p.pick('', '', '', ' - 1', ' + 1')}] = {value}")

    def function(self):
        p = self.program
        j, w, source = p.fresh("j"), p.fresh("u"), self.source()
        name = p.pick("erf", "erfc")
        # An index that is another one when it is stored by.
        moved, steps = p.choose(
            3, lambda: (j, ([], [])),
            1, lambda: (f"{j} + v0", (["v0 = 0"], ["v0 = 1"])))
        self.loop(
            f"for {j} in range({'n' if moved == j else 'n - 1'}):",
            *steps[0],
            f"{w} = {source}[{moved}] * {p.pick('x', 'w0', '30.0')}",
            *steps[1],
            f"{self.target()}[{moved}] = {p.pick(f'math.{name}({w}) + {w}', f'{source}[{j}] - math.{name}({w} - math.erf({w}))')}")

    def quotients(self):
        p = self.program
        j, source = p.fresh("j"), self.source()
        divisor = p.pick(f"{self.source()}[{j}]", f"math.sqrt({source}[{j}])", f"({source}[{j}] * math.sqrt(abs({source}[{j}])))",
                         f"(1.0 + {source}[{j}] * {source}[{j}])")
        self.loop(
            f"for {j} in range(n):",
            f"w0 {p.pick('+=', '-=')} {p.pick('x', f'{source}[{j}]')} / {divisor}",
            *p.pick([], [f"w1 += w0"], [f"w2 = w0 * x"]))


class Pieces(Topic):
    """Loops whose iterations may be independent: then they run in pieces, on several cores, and in any order."""

    def begin(self):
        p = self.program
        p.write("c0 = [(v * 5 % 13) * 0.5 - 2.0 for v in range(6 * n + 12)]")
        p.write(f"c1 = {p.pick('c0', 'c0[:]', 'c0[:]')}; c2 = [v % 7 for v in range(6 * n + 12)]")
        p.write(f"h0 = [[0.5] * 4 for _ in range(n)]; h1 = {p.pick('h0', '[h0[n - 1 - v] for v in range(n)]', '[h0[0] for _ in range(n)]', '[[1.5] * 4 for _ in range(n)]')}")
        p.write(f"c8 = k & 3; c3 = 0; c4 = 0; c5 = 100.0; c6 = [{p.pick('0', '0', '2**40', '2**31 - 40', '2**63 - 90')}] * 3; c7 = {p.pick('c6', '[1, 2]', 'c2')}")
        p.write(f"c10 = 1.5; c11 = 1.0; c12 = True; c13 = {p.pick('True', 'False')}; c14 = {p.pick('0.0', '-0.0', 'c1[0]')}")
        p.write(f"c15 = [0.5, -0.0, 2.0]; c16 = {p.pick('[0, 7, -1]', '[0.0, -0.0, 2.5]')}")

    def results(self):
        return ["c0", "c1", "c2", "h0", "h1", "c3", "c4", "c5", "c6", "c7", "c10", "c11", "c12", "c13", "c14", "c15", "c16"]

    def statement(self):
        p = self.program
        if len(p.lines) > 40 or p.loops > 1:
            p.write("c3 += k & 3")
            return
        p.choose(10, self.tiles, 6, self.strides, 4, self.sums, 4, self.counts, 4, self.combined, 3, self.rows, 1, self.own_lists,
                 2, self.renamed)

    def head(self):
        p = self.program
        i = p.fresh("i")
        runs = p.pick("n", "n", "n", "1, n", "n - 1, -1, -1", "0, n, 2", "len(h0)")
        p.write(f"for {i} in {p.pick('range', 'range', 'epochly.prange')}({runs}):")
        return i

    def write(self, *lines):
        for line in lines:
            self.program.write("    " + line)

    def value(self, i, j="0"):
        p = self.program
        return p.pick(f"c1[{i}] * x", f"{i} * 0.5 + {j}", f"c1[{i} + {j}] - w0", f"h1[{i}][{j} & 3]", "x", f"a[{i}] + 1.0",
                      f"math.sqrt(abs(c1[{i}]))", f"c1[{i}] / (c1[{i}] - 1.0)")

    def tiles(self):
        """Rows of a list, which overlap where one is longer than the step to the next."""
        p = self.program
        i, j = self.head(), p.fresh("j")
        step, width = p.pick("3", "2", "4", "c8", "c8", "c8", "n"), p.pick("2", "2", "3", "4", "1")
        if step == "n":
            width = "n"
            p.write(f"    if {i} * n + n > len(c0): break") if p.chance(0.1) else p.write(f"    if {i} > 4: continue")
        place = f"{i} * {step} + {j}"
        before = p.pick("0.0", f"c0[{place}]", f"c0[{place}]", f"c0[{place} + 1]", f"c0[{i} + {j}]")
        self.write(f"for {j} in range({width}):", f"    c0[{place}] = {before} + {self.value(i, j)}")

    def strides(self):
        p = self.program
        i = self.head()
        factor = p.pick("2", "3", "1", "-1")
        one, other = p.pick(("0", "1"), ("1", "0"), ("2", "0"), ("1", "1"), ("0", "-1"))
        self.write(
            f"c0[{factor} * {i} + {one}] = {self.value(i)}",
            f"c0[{factor} * {i} + {other}] = {p.pick(f'c0[{factor} * {i} + {one}] * 0.5', self.value(i))}")
        if p.chance(0.4):
            self.write(f"c2[{i}] = c2[{i}] {p.pick('+ 1', '* 3', f'// ({i} - 2)', '+ k')}")

    def sums(self):
        p = self.program
        i = self.head()
        element = p.pick(f"c2[{i}]", f"{i} * {i}", f"c2[{i}] - 3", f"({i} ^ k)")
        lines = [f"c3 += {element}", f"c3 -= {element}", f"c3 = {element} + c3", f"c4 |= {element}", f"c4 ^= {element}",
                 f"if c1[{i}] > x: c4 += 1", f"if c1[{i}] < c5: c5 = c1[{i}]", f"c5 = c5 + c1[{i}] * 0.0" if p.chance(0.1) else "pass",
                 f"c3 = min(c3, {element})", f"c4 = max({element}, c4)", f"c3 += c4"]
        self.write(*p.random.sample(lines, p.random.randint(1, 3)))

    def counts(self):
        """Adds to elements of short lists, several iterations to one."""
        p = self.program
        i, j = self.head(), p.fresh("j")
        element = p.pick("c6[{}]", "c6[{}]", "c6[{}]", "c7[{}]")
        self.write(f"for {j} in range(24):")
        for _ in range(p.random.randint(1, 2)):
            place = element.format(p.pick(f"({i} + {j}) % 3", f"c2[{j}] % 3", f"-1 - {j} % 3", "0", f"{j} & 3" if p.chance(0.2) else "1"))
            amount = p.pick("1", f"{i}", f"c2[{i}]", f"{j} - 4", f"({i} ^ k)", "c6[0]" if p.chance(0.1) else "2")
            sums = [f"{place} += {amount}", f"{place} -= {amount}", f"{place} = {place} + {amount}", f"if c1[{j}] > x: {place} += {amount}"]
            self.write(f"    {p.pick(*sums)}")
        if p.chance(0.3):
            self.write(f"c3 += c2[{i}]")

    def combined(self):
        """Floats whose sums and products are exact in any order, booleans, and extremes of which the last one stays."""
        p = self.program
        i, j = self.head(), p.fresh("j")
        self.write(f"for {j} in range({p.pick('3', '24', '24')}):")
        some, place = f"(c2[{j}] & 7)", p.pick(f"({i} + {j}) % 3", f"c2[{j}] % 3", "1")
        element = p.pick(f"c1[{j}]", f"c1[{j}]", f"c1[{i}]")
        lines = [f"c10 += {some} * 0.25", f"c10 -= {i} * 0.5", f"c10 = {some} + c10", f"c11 *= 2.0 if {j} & 1 else -0.5",
                 f"c12 = c12 and {element} < x", f"c12 &= {element} < x + 4.0", f"if {element} > x: c12 = False",
                 f"c13 = c13 or {element} > x", f"c13 = {element} > x and c13", f"c13 = c13 and 1.0 / ({element} - 1.0) > x",
                 f"c13 ^= {element} > x", f"c14 = max({element}, c14)", f"c14 = min({element}, c14)", f"if {element} >= c14: c14 = {element}",
                 f"c15[{place}] += {some} * 0.5", f"c15[{place}] -= 0.25", f"c16[{place}] = max(c16[{place}], {j} - 3)",
                 f"c16[{place}] = min(c16[{place}], {element})", f"c6[{place}] |= {i}", f"c6[{place}] ^= {some}", f"c6[{place}] &= {j}"]
        for line in p.random.sample(lines, p.random.randint(1, 3)):
            self.write(f"    {line}")

    def rows(self):
        p = self.program
        i, j = self.head(), p.fresh("j")
        place = p.pick(f"h0[{i}][{j}]", f"h0[{i}][{j}]", f"h0[{i} - 1][{j}]", f"h0[{j} % n][{i} & 3]")
        self.write(f"for {j} in range(4):", f"    {place} = {p.pick(place, f'h1[{i}][{j}]', 'x')} + {self.value(i, j)}")

    def renamed(self):
        """Names that an iteration gives to something else, read in later ones or behind them all."""
        p = self.program
        name, kept = p.fresh("y"), p.fresh("u")
        p.write(f"{name} = {p.pick('c0', 'c1')}; {kept} = {p.pick('1', 'n')}")
        i = self.head()
        self.write(*p.pick([], [f"if {p.condition(2)}: continue"], [f"c1[{i}] = {name}[{i}] + x"]),
                   *p.random.sample([f"{name} = {p.pick('c0', 'c1')}", f"{kept} = {p.pick(f'{i} * 3', f'{i} - n', 'k + 1')}"], 2),
                   f"c0[{i}] = {p.pick(f'{name}[{i}]', self.value(i))} + {kept}")
        p.write(f"c4 ^= {kept}; c5 = {name}[0]")

    def own_lists(self):
        p = self.program
        i, row = self.head(), p.fresh("y")
        self.write(f"{row} = [{self.value(i)}] * 3", f"{row}[1] = {self.value(i)}", f"{row}.append(x)",
                   f"c0[{i}] = {row}[0] * {row}[1] + {row}[len({row}) - 1]")


class Recurrences(Topic):
    """Loops in which an iteration loads what the one before it has stored, and looks for the least of several ints."""

    def begin(self):
        p = self.program
        p.write("p0 = [v * 7 % 11 for v in range(n + 3)]; p1 = [(v * 5 % 9) * 0.5 for v in range(n + 3)]")
        p.write(f"p2 = {p.pick('p0', 'p0[:]', 'p0[::-1]')}")

    def results(self):
        return ["p0", "p1", "p2"]

    def statement(self):
        p = self.program
        if len(p.lines) > 40 or p.loops > 1:
            p.write("p0[0] = k & 7")
            return
        p.choose(5, self.least, 3, self.filtered, 2, self.sums)

    def head(self):
        """Writes the head of a loop; gives an index, and the one that the loop had before it."""
        p = self.program
        i = p.fresh("i")
        head, before = p.pick(("1, n", f"{i} - 1"), ("1, n + 2", f"{i} - 1"), ("n, -1, -1", f"{i} + 1"),
                              ("2, n, 2", f"{i} - 2"), ("2, n", f"{i} - 2"), ("1, n, 2", f"{i} - 1"), ("k & 3, n", f"{i} - 1"))
        p.write(f"for {i} in range({head}):")
        return i, before

    def least(self):
        p = self.program
        i, before = self.head()
        d = p.fresh("u")
        one = p.pick(f"p2[{before}] + (b[0] & 3)", f"p2[{i}] + 1", f"({i} * 5 & 15)", f"p0[{i}]")
        other = f"p0[{before}] + {p.pick('1', '2', '(k & 1)', '-1')}"
        first, second = p.pick((one, other), (other, one))
        sign = p.pick("<", "<", ">")
        lines = p.pick(
            [f"{d} = p2[{i}] + 2", f"if {first} {sign} {d}:", f"    {d} = {first}",
             f"if {d} {p.pick('>', sign)} {second}:", f"    {d} = {second}"],
            [f"{d} = {p.pick('min', 'max')}({first}, p2[{i}] + 2, {second})"],
            [f"{d} = {first} if {first} {sign} {second} else {second}"])
        for line in lines:
            p.write("    " + line)
        p.write(f"    p0[{i}] = {p.pick(d, d, f'{d} & 31')}")
        if p.chance(0.3):
            p.write(f"    {p.pick('k', 'v0')} = {d} & 7")
        if p.chance(0.15):
            p.write(f"    if {d} > 9: {p.pick('break', 'continue')}")

    def filtered(self):
        p = self.program
        i, before = self.head()
        target = p.pick("p1", "p1", "a")
        skip = p.chance(0.15)
        if skip:
            p.write(f"    if p1[{i}] > 1.0: {p.pick('break', 'continue')}")
        value = p.pick(f"0.5 * {target}[{i}]", "x * 0.125", f"p1[{i}]")
        p.write(f"    {target}[{i}] = {target}[{before}] * 0.5 {p.pick('+', '-')} {value}")

    def sums(self):
        p = self.program
        i, before = self.head()
        p.write(f"    p0[{i}] = (p0[{before}] * 3 + {p.pick('p2', 'p0')}[{i}]) % 1009")
        if p.chance(0.3):
            p.write(f"    p2[{p.pick(i, before)}] = {i} & 7")


class Collected(Topic):
    """Lists that a loop makes by an element in each iteration, or nearly so: r0 of floats, r3 of ints."""

    def begin(self):
        self.program.write("r0 = [0.5]; r1 = r0; r2 = 0; r3 = [v * v for v in range(2, n)]; r4 = r3")

    def results(self):
        return ["r0", "r1", "r2", "r3", "r4"]

    def statement(self):
        p = self.program
        if len(p.lines) > 40 or p.loops > 1 or p.list_loops:
            p.write("r2 += 1")
            return
        p.choose(3, self.comprehension, 5, self.loop)

    def head(self, *made):
        """A variable, what it goes over, and whether it is an int; made is no list that the loop appends to."""
        p = self.program
        i = p.fresh("i")
        return p.choose(
            3, lambda: (i, f"range({p.pick('n', 'len(a)', 'k & 15')})", True),
            3, lambda: (i, f"range({p.pick('1', '-3', 'k & 7', 'n', '2')}, {p.pick('n', 'n + 2', '9', '(k & 7) + 5')})", True),
            1, lambda: (i, f"range({p.pick('n, -1, -1', '0, n, 2', '3, 12, 3')})", True),
            3, lambda: (i, p.pick("a", *p.float_arrays, *made[:1]), False),
            1, lambda: (i, p.pick("b", *made[1:]), True))

    def value(self, i, of_int, floats):
        p = self.program
        if floats:
            return p.pick(f"{i} * x", f"{i} * 0.5 + w0", f"1.0 / ({i} + 0.0)", f"{i} / 3", *(
                [f"a[{i}] * x", f"a[{i} - 1] + 0.5", f"0.25 * (n - {i})"] if of_int else [f"{i} - {i} * x"]))
        return p.pick("k + r2", *([f"{i} * 2", f"{i} * {i} - k", f"{i} // (k | 1)", f"{i} % 3", f"n - {i}"] if of_int else [f"int({i} > x)"]))

    def comprehension(self):
        p = self.program
        i, source, of_int = self.head("r0", "r3")
        floats = p.chance(0.6)
        value, name = self.value(i, of_int, floats), "r0" if floats else "r3"
        p.choose(
            4, lambda: p.write(f"{name} = [{value} for {i} in {source}]"),
            1, lambda: p.write(f"r2 += len([{value} for {i} in {source}])"),
            1, lambda: p.write(f"{name} = [{value} for {i} in {source} if {i} < 5]"),
            1, lambda: p.write(f"w1 = sum([{value} for {i} in {source}]) * 0.5"))

    def loop(self):
        p = self.program
        i, source, of_int = self.head()
        floats = p.chance(0.6)
        name, other = ("r0", "r1") if floats else ("r3", "r4")
        u = p.fresh("u")
        p.write(f"{name} = []")
        p.choose(
            3, lambda: None,
            1, lambda: p.write(f"{other} = {name}"),
            1, lambda: p.write(f"r2 = len({name})"),
            1, lambda: p.write(f"{name}.append({'0.25' if floats else '3'})"),
            1, lambda: p.write(f"if k > 2: {name} = [{'1.0' if floats else 'k'}]"))
        p.write(f"for {i} in {source}:")
        lines = [f"{u} = {self.value(i, of_int, floats)}", f"{name}.append({p.pick(u, u, f'{u} + {u}')})"]
        p.choose(
            6, lambda: None,
            1, lambda: lines.insert(p.random.randint(0, 2), f"if {i} > 4: {p.pick('break', 'continue')}"),
            1, lambda: lines.insert(p.random.randint(0, 2), f"r2 += len({p.pick(name, other)})"),
            1, lambda: lines.append(f"k += int({name}[{p.pick('0', '-1')}] > 1)"),
            1, lambda: lines.append(f"{name}.append({u})"),
            1, lambda: lines.insert(1, "r2 += sum([v for v in range(4) if v > k])"),
            1, lambda: lines.append(f"{name} = []"))
        for line in lines:
            p.write("    " + line)
        if p.chance(0.3):
            p.write(f"r2 += 2 if len({name}) > 3 and {u} > 1 else 1")


class Triangles(Topic):
    """Nests whose loops begin or end where outer ones are, and indices that add their counters up."""

    def begin(self):
        p = self.program
        p.write("e0 = [(v * 7 % 11) * 0.5 for v in range(n + 2)]; e1 = [v * 3 % 17 for v in range(2 * n + 3)]")
        p.write("e2 = [[(v + w) % 5 for v in range(n + 1)] for w in range(n + 1)]")

    def results(self):
        return ["e0", "e1", "e2"]

    def bounds(self, i):
        """Of a loop inside that of i."""
        return self.program.pick(
            i, f"{i} + 1", f"{i}, n", f"{i} + 1, n", f"{i}, n + 1", f"n - {i}", f"1, n - {i} + 1", f"{i} - 1, -1, -1", f"{i}, -1, -1",
            f"n - 1, {i}, -1", f"{i}, n, 2", f"0, n, {i} + 1", f"{i} * {i}, n, {i} + 1", f"{i} // 2, {i}", f"max(0, {i} - 2), min(n, {i} + 2)")

    def statement(self):
        p = self.program
        if len(p.lines) > 36 or p.loops > 1:
            p.write("e1[0] = k & 7")
            return
        counters = [p.fresh("i")]
        p.write(f"for {counters[0]} in range({p.pick('n', 'n - 1', '1, n', '2, n', 'n - 1, -1, -1', '0, n, 2', 'k & 3, n')}):")
        indent = "    "
        for _ in range(p.random.randint(1, 2)):
            outer, c = p.random.choice(counters), p.fresh("i")
            if p.chance(0.3):
                name = p.fresh("u")
                p.write(f"{indent}{name} = {p.pick(outer, f'{outer} + 1', f'{outer} * 2', f'n - {outer}')}")
                p.write(f"{indent}for {c} in range({self.bounds(name)}):")
            else:
                p.write(f"{indent}for {c} in range({self.bounds(outer)}):")
            counters.append(c)
            indent += "    "
            if p.chance(0.25):
                p.write(f"{indent}{self.change(counters)}")
        for _ in range(p.random.randint(1, 2)):
            p.write(f"{indent}{self.change(counters)}")
        if p.chance(0.3):
            indent = indent[4:]
            p.write(f"{indent}{self.change(counters[:-1])}")

    def index(self, counters):
        p = self.program
        a, b = p.random.choice(counters), p.random.choice(counters)
        return p.pick(a, b, f"{a} + 1", f"{a} - 1", f"{a} - {b}", f"{a} - {b} - 1", f"{a} + {b}", f"{a} + {b} - 1", f"{counters[-1]} - {counters[0]}",
                      f"{counters[-1]} + 1", f"{counters[0]} + 1", f"{counters[0]} - {counters[-1]} - 1", f"n - {a} - 1", f"2 * {a} - {b}")

    def change(self, counters):
        p = self.program
        kept = p.chance(0.6)
        # Most indices stay within their list whatever they are.
        one, other = ((f"({self.index(counters)}) % n" if kept and p.chance(0.5) else self.index(counters)) for _ in range(2))
        name = p.pick("e0", "e1", "e1")
        return p.pick(f"{name}[{one}] = {name}[{other}] + 1", f"{name}[{one}] += {other}", f"e1[{one}] = {other}",
                      f"e0[{one}] = e1[{other}] * 0.5", f"e2[{one}][{other}] = e1[{one}] & 15", f"e1[{other}] ^= e2[{one}][{other}]",
                      f"k = (k + e1[{one}]) & 63")


#: Every topic, and how many programs of a hundred are about it.
TOPICS = [(Reductions, 22), (Members, 12), (Texts, 10), (Complexes, 10), (Recursion, 10), (Objects, 14), (Orders, 12),
          (Tuples, 12), (Nones, 9), (Unbound, 8), (Methods, 10), (Mathematics, 14),
          (Lists, 16), (Masks, 12), (Sweeps, 18), (Pieces, 24), (Recurrences, 16), (Collected, 14), (Triangles, 18)]
