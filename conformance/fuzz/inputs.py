"""Writes random arguments, as text of functions that build them."""


class Calls:
    """The calls of one program, written one after the other.

    Mostly the calls of a program have arguments of the same types, so that most of them find a version that
    has been compiled. Of tame calls, n is the length of every array.
    """

    def __init__(self, random, parameters, topics, buffers, wild, big, keyword_only):
        self.random = random
        self.parameters = parameters
        self.topics = topics
        self.buffers = buffers
        self.wild = wild
        self.big = big
        self.keyword_only = keyword_only
        self.kinds = self.drawn_kinds()

    def text(self, changes):
        """Three or four calls; the last ones also give names of the module another value."""
        count = self.random.choice([3, 3, 4])
        written = ""
        for number in range(count):
            if self.random.random() < 0.15:
                self.kinds = self.drawn_kinds()
            lines = []
            if number >= 2:
                for name, values in changes:
                    lines += [f"global {name}", f"{name} = {self.random.choice(values)}"]
            lines += self.call()
            written += f"\n\ndef call{number}():\n" + "".join([f"    {line}\n" for line in lines])
        return written

    def chance(self, probability):
        return self.random.random() < probability

    def drawn_kinds(self):
        """What kind of storage each array has."""
        pick = self.random.choice
        if self.buffers:
            a = pick(["array d", "array d", "array f", "view d", "list", "part d", "typed float64", "typed float64", "typed float32",
                      "typed part"])
        else:
            a = pick(["list"] * 4 + ["grown"] * 2 + ["generic", "rows"] + (["ints"] if self.wild else []))
        b = pick(["list", "list", "grown"])
        if self.chance(0.35):
            b = pick(["array " + code for code in "bBhHiIqQl"] + ["view i", "view q", "generic", "long", "bytes"]
                     + ["typed int64", "typed int32", "typed uint8", "typed int64"]
                     + (["bools"] if self.wild else []))
        c = pick(["list", "a", "a", "overlap" if self.buffers else "list", a])
        m = pick(["rows", "rows", "shared", "with a", "generic rows"])
        g = pick(["grid", "typed grid", "typed part"])
        u = pick(["list", "list", "typed", "typed part"])
        return {"a": a, "b": b, "c": c, "m": m, "g": g, "u": u}

    def call(self):
        wild = self.wild and self.chance(0.3)
        special = self.chance(0.2)
        n = self.random.choice([1, 2, 3, 3, 4, 5, 6])
        lengths = lambda: n
        if wild:
            lengths = lambda: max(n + self.random.choice([-1, 0, 0, 0, 1, 3]), 0)
        lines = []
        kinds = self.kinds
        self.floats(lines, "a", kinds["a"], lengths(), special)
        self.ints(lines, "b", kinds["b"], lengths(), wild)
        if "c" in self.parameters:
            if kinds["c"] == "a":
                lines.append("c = a")
            elif kinds["c"] == "overlap" and kinds["a"].startswith("typed"):
                lines[:] = [f"memory = epochly.array({self.float_list(n + 2, special)})",
                            f"a = memory[{self.random.choice([':', '1:'])}][:{n}]",
                            f"c = memory[{self.random.choice(['0:', '1:', '2:', '::-1'])}][:{n}]"] + [
                               line for line in lines if line.startswith("b")]
            elif kinds["c"] == "overlap" and kinds["a"] in ("array d", "view d"):
                # Two views of one memory, each as long as a; a is the first of them.
                lines[:] = [f"memory = array('d', {self.float_list(n + 2, special)})",
                            f"a = memoryview(memory)[:{n}]",
                            f"c = memoryview(memory)[{self.random.choice([0, 1, 2])}:][:{n}]"] + [
                               line for line in lines if line.startswith("b")]
            else:
                kind = kinds["c"] if kinds["c"] not in ("overlap", "a") else "list"
                self.floats(lines, "c", kind, lengths(), special)
        if "m" in self.parameters:
            self.rows(lines, kinds, n, wild, special)
        if "g" in self.parameters:
            values = [self.float(special) for _ in range(2 * n)]
            if kinds["g"] == "grid":
                lines.append(f"g = memoryview(array('d', [{', '.join(values)}])).cast('B').cast('d', shape=[{n}, 2])")
            elif kinds["g"] == "typed grid":
                lines.append(f"g = epochly.array([{', '.join(values)}]).reshape({n}, 2)")
            else:
                lines.append(f"g = epochly.array([{', '.join(values + values)}]).reshape({n}, 4)[::-1, {self.random.choice(['1:3', '::2', '::-2'])}]")
        for topic in self.topics:
            lines += topic.arguments(self, n, wild, special)
        if wild:
            n = max(n + self.random.choice([0, 0, 0, -1, 1, -9]), -1)
        if kinds["a"] == "generic" and self.chance(0.3) and n > 0:
            lines.insert(1, "if a: a[0] = 0.5")
        positional = [*self.parameters, str(n)]
        keywords = []
        if self.chance(0.8):
            k = self.int(wild) if self.chance(0.97) else "True"
            if self.big and self.chance(0.5):
                k = self.random.choice(["2**62", "2**63 - 1", "-(2**63)", "2**53 + 1", "2**54 + 3", "3 * 2**54 + 5", "-(2**55) - 9", "2**31"])
            if self.chance(0.5):
                positional.append(k)
            else:
                keywords.append(f"'k': {k}")
            if self.chance(0.8):
                x = self.float(special) if self.chance(0.95) else self.int(wild)
                if self.keyword_only or keywords or self.chance(0.3):
                    keywords.append(f"'x': {x}")
                else:
                    positional.append(x)
        if self.chance(0.3):
            keywords.append("'flag': True")
        lines.append(f"return ({', '.join(positional)}), {{{', '.join(keywords)}}}")
        return lines

    def floats(self, lines, name, kind, count, special):
        items = self.float_list(count, special)
        if kind == "ints":
            items = "[" + ", ".join([self.int(False) for _ in range(count)]) + "]"
        if kind in ("generic", "rows"):
            lines += [f"{name} = [0] * {count}", f"{name}[:] = {items}"]
        elif kind == "grown" and count:
            # Its storage has room for more.
            lines += [f"{name} = {items}", f"{name}.append(9.5)", f"{name}.pop()"]
        elif kind == "typed part":
            lines.append(f"{name} = epochly.array({items}){self.random.choice(['[::-1]', '[:]', f'.reshape({count}, 1)[:, 0]'])}")
        elif kind.startswith("typed"):
            lines.append(f"{name} = epochly.array({items}, '{kind[6:]}')")
        elif kind.startswith("array"):
            lines.append(f"{name} = array('{kind[-1]}', {items})")
        elif kind.startswith("view"):
            lines.append(f"{name} = memoryview(array('{kind[-1]}', {items}))")
        elif kind.startswith("part"):
            more = items[:-1] + (", " if count else "") + "0.5, 9.5]"
            lines.append(f"{name} = memoryview(array('{kind[-1]}', {more}))[:{count}]")
        else:
            lines.append(f"{name} = {items}")

    def ints(self, lines, name, kind, count, wild):
        values = [self.int(wild) for _ in range(count)]
        if kind.startswith("typed"):
            lines.append(f"{name} = epochly.array([{', '.join([str(self.random.randint(0, 99)) for _ in values])}], '{kind[6:]}')")
        elif kind[:4] in ("arra", "view"):
            items = ", ".join([str(self.random.randint(0, 99)) for _ in values])
            made = f"array('{kind[-1]}', [{items}])"
            lines.append(f"{name} = " + (made if kind[:4] == "arra" else f"memoryview({made})"))
        elif kind == "bytes":
            lines.append(f"{name} = bytearray([{', '.join([str(self.random.randint(0, 255)) for _ in values])}])")
        elif kind == "bools":
            lines.append(f"{name} = [{', '.join([self.random.choice(['True', 'False']) for _ in values])}]")
        elif kind == "generic":
            lines += [f"{name} = [0.5] * {count}", f"{name}[:] = [{', '.join(values)}]"]
        elif kind == "grown" and values:
            lines += [f"{name} = [{', '.join(values)}]", f"{name}.append(9)", f"{name}.pop()"]
        else:
            if kind == "long" and values:
                values[self.random.randrange(len(values))] = "2**40"
            lines.append(f"{name} = [{', '.join(values)}]")

    def rows(self, lines, kinds, n, wild, special):
        width = lambda: n if not wild else max(n + self.random.choice([0, 0, 0, -1, 1]), 0)
        names = []
        for number in range(n):
            names.append(f"r{number}")
            lines.append(f"r{number} = {self.float_list(width(), special)}")
        if kinds["m"] == "shared" and n > 1:
            names[self.random.randrange(n)] = names[0]
        if kinds["m"] == "with a" and kinds["a"] == "list":
            names[self.random.randrange(n)] = "a"
        if kinds["m"] == "generic rows":
            lines += ["generic = [0] * len(r0)", "generic[:] = r0", "r0[:] = generic"]
        lines.append(f"m = [{', '.join(names)}]")

    def float_list(self, count, special):
        return "[" + ", ".join([self.float(special) for _ in range(count)]) + "]"

    def float(self, special):
        if special and self.chance(0.3):
            return self.random.choice(["0.0", "-0.0", "-0.0", "float('inf')", "float('-inf')", "float('nan')", "1e300", "-2.0",
                                       "5e-324", "9007199254740993.0"])
        if self.chance(0.12):
            return self.random.choice(["0.0", "-0.0"])
        return str(round(self.random.uniform(-1, 3), self.random.choice([0, 1, 2, 5])))

    def int(self, wild):
        if wild and self.chance(0.15):
            return self.random.choice(["2**31 - 1", "-(2**31)", "2**40", "2**53 + 1", "2**63 - 1", "-(2**63)", "2**64"])
        return str(self.random.randint(-5, 9))
