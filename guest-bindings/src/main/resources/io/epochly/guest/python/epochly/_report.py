"""What explain() tells."""


class Place:
    """Text about a place in the source. Lines count from 1, columns from 0; line 0 is nowhere."""

    def __init__(self, text, line, columns, count):
        self.text = str(text)
        self.line = line
        self.columns = list(columns)
        self.column = self.columns[0]
        self.count = count

    def __repr__(self):
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        times = f" ({self.count} call{'s' if self.count != 1 else ''})" if self.count else ""
        return f"{where}{self.text}{times}"


class Version:
    """What compiling for one combination of argument types gave."""

    def __init__(self, signature, compile_ms, calls, bail_outs):
        self.signature = f"({signature})"
        self.compile_ms = compile_ms
        self.calls = calls
        self.bail_outs = bail_outs

    def __repr__(self):
        return self.signature


class Explanation:
    """What was done with a function.

    compiled: whether at least one version is active
    level: the level that the latest call ran at
    versions: what it was compiled for; each has signature, compile_ms, calls, bail_outs
    reasons: why calls ran the plain function; each has text, line, column, columns, count
    bail_outs: those of the reasons for which a kernel gave up
    loops: what became of each loop; as reasons
    checks_removed: checks that the loops run without; as reasons
    checks_kept: checks that stay, and why; as reasons
    notes: what else there is to know; as reasons
    source: the lines of the function by their numbers
    """

    def __init__(self, answer):
        name, file, first, compiled, level, versions, remarks, start, lines, text = answer
        self.name = str(name)
        self.file = str(file)
        self.first_line = first
        self.compiled = compiled
        self.level = level
        self.versions = [Version(*version) for version in versions]
        self.source = {start + i: str(line) for i, line in enumerate(lines)}
        kinds = {}
        for kind, *place in remarks:
            kinds.setdefault(str(kind), []).append(Place(*place))
        self.loops = kinds.get("LOOP", [])
        self.checks_removed = kinds.get("REMOVED", [])
        self.checks_kept = kinds.get("KEPT", [])
        self.bail_outs = kinds.get("BAIL_OUT", [])
        self.reasons = kinds.get("REASON", []) + self.bail_outs
        self.notes = kinds.get("NOTE", [])
        self._text = str(text)

    def __str__(self):
        return self._text

    __repr__ = __str__
