"""What explain() tells."""


class Place:
    """Text about a place in the source. Lines count from 1, columns from 0; line 0 is nowhere."""

    def __init__(self, text, line, column, count=0):
        self.text = str(text)
        self.line = line
        self.column = column
        self.count = count

    def __repr__(self):
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        times = f" ({self.count} call{'s' if self.count != 1 else ''})" if self.count else ""
        return f"{where}{self.text}{times}"


class Explanation:
    """What was done with a function.

    compiled: whether at least one version is active
    level: the level that the latest call ran at
    reasons: why calls ran the plain function; each has text, line, column, count
    notes: what else there is to know; as reasons
    loops: what became of each loop; as reasons
    versions: the signatures that it was compiled for
    """

    def __init__(self, function, answer, highest):
        name, file, first, text, level, versions, reasons, notes, loops = answer
        self.name = str(name)
        self.file = str(file)
        self.first_line = first
        self.level = level
        self.versions = []
        self.notes = [Place(*note) for note in notes]
        self.compiled = False
        for signature, compiled, copied, resting in versions:
            if compiled:
                self.versions.append(f"({signature})")
                self.compiled = self.compiled or not resting
            if copied:
                self.notes.append(
                    Place(
                        f"({signature}): generic storage copied in and out; build the list from"
                        " values of one type, as [0.0] * n",
                        0,
                        0,
                    )
                )
            if resting:
                self.notes.append(
                    Place(f"({signature}): kept bailing out, not tried for a while", 0, 0)
                )
        self.reasons = []
        for reason in reasons:
            place = Place(*reason)
            for known in self.reasons:
                if (known.text, known.line, known.column) == (place.text, place.line, place.column):
                    known.count += place.count
                    break
            else:
                self.reasons.append(place)
        self.loops = [Place(*loop) for loop in loops]
        self.source = _lines(str(text), first, function)

    def __str__(self):
        state = "compiled" if self.compiled else "not compiled"
        out = [f"{self.name} ({self.file}, line {self.first_line}): {state}"]
        out += [f"  version {version}" for version in self.versions]
        marks = {}
        for kind, places in (("", self.loops), ("! ", self.reasons), ("note: ", self.notes)):
            for place in places:
                where = place.line if place.line in self.source else 0
                marks.setdefault(where, []).append((place.column, f"{kind}{_short(place)}"))
        out += [f"  {text}" for _, text in marks.get(0, ())]
        width = len(str(max(self.source, default=0)))
        for number, line in self.source.items():
            out.append(f"  {number:>{width}} | {line}")
            for column, text in marks.get(number, ()):
                out.append(f"  {'':>{width}} | {' ' * column}^ {text}")
        return "\n".join(out)

    __repr__ = __str__


def _short(place):
    times = f" ({place.count} call{'s' if place.count != 1 else ''})" if place.count else ""
    return place.text + times


def _last_line(code):
    last = max((line for _, _, line in code.co_lines() if line), default=code.co_firstlineno)
    for constant in code.co_consts:
        if hasattr(constant, "co_lines"):
            last = max(last, _last_line(constant))
    return last


def _lines(text, first, function):
    function = getattr(function, "__func__", function)
    code = function.__wrapped__.__code__
    lines = text.splitlines()
    last = min(_last_line(code), len(lines))
    return {number: lines[number - 1] for number in range(first, last + 1)}
