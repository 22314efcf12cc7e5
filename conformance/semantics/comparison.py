"""Runs optimized functions and their plain originals on equal arguments and compares all that shows.

A program in `programs/` decorates small functions and says what must hold of them:

    same(f, *calls)             the call that returns runs compiled; the one that raises falls back
    bails(f, *calls)            a compiled version is there, but has to give up: the plain function runs
    plain(f, construct, *calls) runs plain, and explain(f) points at the construct, given as source text;
                                a | in it marks the place, which is else its start
    either(f, *calls)           equal, however it ran
    nested(f, *calls)           equal, however it ran, and however often it called itself by that
    cores(f, *loops)            explain(f) says of the loops of the first version, in their order, "several" cores,
                                or why they stay on one core; "" says nothing of cores

A call is a tuple of arguments or a function that builds one; each run gets arguments of its own. Equal
means: the value, its type and bits; the exception's type, message, arguments, and the lines of its
traceback; and all arguments afterwards, with what they share.
"""
import array
import copy
import importlib.util
import json
import os
import struct
import sys
import types

import epochly

INF = float("inf")
NAN = float("nan")
MAX = 2**63 - 1
MIN = -(2**63)
#: Floats around every border that arithmetic has.
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 1e-9, 1e16, -1e16, 4503599627370496.5, 1e19,
          1.7976931348623157e308, -1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, -5e-324, INF, -INF, NAN]
#: Ints around the borders of 8, 32 and 64 bits and of a float's precision.
INTS = [0, 1, -1, 2, -2, 7, -7, 255, 256, 2**31 - 1, -(2**31), 2**53 + 1, -(2**53) - 1, MAX, MIN]


class named:
    """Keyword arguments of a call; stands last in its tuple."""

    def __init__(self, **arguments):
        self.arguments = arguments


def each(values):
    """A call with one argument for each of the values."""
    return [(value,) for value in values]


def pairs(left, right):
    """A call with two arguments for each pair."""
    return [(a, b) for a in left for b in right]


class _Picture:
    """Describes values so that two descriptions are equal when nothing can tell the values apart."""

    def __init__(self):
        self.seen = {}
        self.kept = []

    def of(self, value):
        kind = type(value)
        if kind is float:
            # Which NaN it is has no meaning in Python, and the JVM's own tiers differ in it.
            return "float nan" if value != value else f"float {value!r} {struct.pack('>d', value).hex()}"
        if kind is complex:
            return f"complex({self.of(value.real)}, {self.of(value.imag)})"
        if value is None or kind in (bool, int, str, range, type):
            return f"{kind.__name__} {value!r}"
        if id(value) in self.seen:
            return f"#{self.seen[id(value)]}"
        number = self.seen[id(value)] = len(self.seen)
        self.kept.append(value)
        return f"#{number} {kind.__qualname__} {self.inside(value, kind)}"

    def inside(self, value, kind):
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join([self.of(item) for item in value]) + "]" + self.attributes(value)
        if isinstance(value, dict):
            return "{" + ", ".join([f"{self.of(k)}: {self.of(v)}" for k, v in value.items()]) + "}"
        if isinstance(value, array.array):
            return f"{value.typecode} {value.tobytes().hex()}"
        if isinstance(value, epochly.array):
            return f"{value.dtype} {value.shape} {self.of(value.tolist())}"
        if isinstance(value, (bytes, bytearray)):
            return value.hex()
        if isinstance(value, memoryview):
            return f"{value.format} {value.shape} {value.tobytes().hex()}"
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, float):
            return float.__repr__(value) + self.attributes(value)
        if callable(value):
            return getattr(value, "__qualname__", "")
        return self.attributes(value)

    def attributes(self, value):
        own = getattr(value, "__dict__", None)
        return "" if not own else " with " + ", ".join([f"{name}={self.of(item)}" for name, item in own.items()])


def _lines(error, file):
    lines = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file:
            lines.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return lines


def _run(function, call, file):
    """Whether it returned, and a picture of all that shows afterwards."""
    arguments = call() if callable(call) else copy.deepcopy(call)
    keywords = {}
    if arguments and isinstance(arguments[-1], named):
        keywords = arguments[-1].arguments
        arguments = arguments[:-1]
    picture = _Picture()
    try:
        value = function(*arguments, **keywords)
    except Exception as error:
        # How deep the stack is depends on what else is on it.
        lines = [] if isinstance(error, RecursionError) else _lines(error, file)
        shown = [f"raised {type(error).__qualname__}: {error}", f"with {picture.of(error.args)}", f"at {lines}"]
        returned = False
    else:
        shown = ["returned"]
        returned = True
    afterwards = f"arguments {picture.of(tuple(arguments))} {picture.of(keywords)}"
    if returned:
        shown = [f"returned {picture.of(value)}"]
    return returned, "; ".join(shown + [afterwards])


def _plain_of(function):
    inner = getattr(function, "__func__", function)
    if inner is function:
        return function.__wrapped__
    return inner.__wrapped__.__get__(function.__self__)


def _run_plain(function, call, path):
    """Runs the original, in which calls of optimized functions, itself among them, run plain too."""
    with epochly.optimize_context(enabled=False):
        return _run(_plain_of(function), call, path)


def _counts(function):
    inner = getattr(function, "__func__", function)
    return dict(epochly.stats()["functions"].get(inner.__qualname__) or {"compiled_calls": 0, "fallback_calls": 0})


class _Program:
    """The checks of one program, in order."""

    def __init__(self, path):
        self.path = path
        self.results = []
        self.good = {}

    def check(self, function, calls, line, verdict):
        """Makes each call once plain and twice optimized; gives the list that faults may be added to."""
        faults = []
        self.results.append({"name": f"line {line}: {function.__qualname__}, {len(calls)} calls", "faults": faults})
        returned = 0
        reminders = 0
        counted = 0
        refused = 0
        for call in calls:
            did_return, expected = _run_plain(function, call, self.path)
            returned += did_return
            before = _counts(function)
            for attempt in ("first", "second"):
                _, actual = _run(function, call, self.path)
                if actual != expected:
                    faults.append(f"{_shown(call)}, {attempt} optimized call\n"
                                  f"  plain:     {expected}\n  optimized: {actual}")
            reminders += self.remind(function, call, did_return and verdict is _must_compile)
            grown = _grown(before, _counts(function), 0)
            counted += grown[0]
            refused += grown[1]
        if not verdict(2 * returned, 2 * (len(calls) - returned), (counted - reminders, refused)):
            self.blame(function, calls, verdict, faults)
        return faults

    def remind(self, function, call, compiles):
        """After a call that fell back, repeats one of its signature that is known to run compiled, if any.

        A function that falls back often in a row is not tried for a while, and a program that makes every
        possible fault would see nothing else.
        """
        key = (function.__qualname__, _signature(call))
        if compiles:
            self.good[key] = call
            return 0
        if key not in self.good:
            return 0
        _run(function, self.good[key], self.path)
        return 1

    def blame(self, function, calls, verdict, faults):
        """Finds the calls that were not run as they should have been."""
        found = len(faults)
        for call in calls:
            returned, _ = _run_plain(function, call, self.path)
            before = _counts(function)
            _run(function, call, self.path)
            after = _counts(function)
            grown = _grown(before, after, 0)
            if not verdict(int(returned), int(not returned), grown):
                faults.append(f"{_shown(call)}: {verdict.__doc__} counted {grown[0]} compiled and {grown[1]} plain; "
                              f"last reason: {after.get('last_fallback_reason')}")
            self.remind(function, call, False)
        if len(faults) == found:
            faults.append(f"{verdict.__doc__} is counted right only when the calls are made a second time")


def _signature(call):
    return tuple([_kind(argument) for argument in (call() if callable(call) else call)])


def _kind(value):
    if isinstance(value, list):
        return "list", _kind(value[0]) if value else ""
    if isinstance(value, array.array):
        return "array", value.typecode
    if isinstance(value, epochly.array):
        return "epochly.array", value.dtype, value.ndim
    if isinstance(value, memoryview):
        return "memoryview", value.format, value.ndim, value.readonly
    return type(value).__name__


def _grown(before, after, reminders):
    return (after["compiled_calls"] - before["compiled_calls"] - reminders,
            after["fallback_calls"] - before["fallback_calls"])


def _shown(call):
    if callable(call):
        return f"{call.__qualname__}()"
    return "(" + ", ".join([_short(argument) for argument in call]) + ")"


def _short(value):
    text = str(value.arguments) if isinstance(value, named) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _must_compile(returned, raised, counted):
    """a call that returns is compiled and one that raises falls back, but this"""
    return counted == (returned, raised)


def _must_fall_back(returned, raised, counted):
    """each call falls back, but this"""
    return counted == (0, returned + raised)


def _may_do_anything(returned, raised, grown):
    """each call is made"""
    return sum(grown) >= returned + raised


def _may_do_either(returned, raised, counted):
    """each call is compiled or falls back, but this"""
    # Arguments that do not fit the parameters raise before there is a call to count.
    return returned <= sum(counted) <= returned + raised


_current = None
_loaded = []


def same(function, *calls):
    _current.check(function, calls, sys._getframe(1).f_lineno, _must_compile)


def bails(function, *calls):
    faults = _current.check(function, calls, sys._getframe(1).f_lineno, _must_fall_back)
    if not _counts(function).get("last_fallback_reason"):
        faults.append("no reason is given for the fallback")


def either(function, *calls):
    _current.check(function, calls, sys._getframe(1).f_lineno, _may_do_either)


def nested(function, *calls):
    _current.check(function, calls, sys._getframe(1).f_lineno, _may_do_anything)


def cores(function, *loops):
    said = []
    for line in str(epochly.explain(function)).split("\n  version ")[1].split("\n"):
        marked = line.partition("^ ")[2]
        if ": compiled" in marked:
            several = ", may run on several cores" in marked
            said.append("several" if several else marked.partition(", on one core: ")[2])
    faults = []
    _current.results.append({"name": f"line {sys._getframe(1).f_lineno}: cores of {function.__qualname__}",
                             "faults": faults})
    if said != list(loops):
        faults.append(f"explain() says of the loops {said}:\n{epochly.explain(function)}")


def on_all_cores(function):
    """Whether that is told of all loops, whatever the types are."""
    told = str(epochly.explain(function))
    faults = [told] if ", on one core: " in told or ", may run on several cores" not in told else []
    _current.results.append({"name": f"line {sys._getframe(1).f_lineno}: cores of {function.__qualname__}",
                             "faults": faults})


def plain(function, construct, *calls):
    faults = _current.check(function, calls, sys._getframe(1).f_lineno, _must_fall_back)
    wanted = _place(_current.path, _plain_of(function).__code__.co_firstlineno, construct)
    explanation = epochly.explain(function)
    given = [f"{reason} at ({reason.line}, {reason.column})" for reason in explanation.reasons]
    if wanted not in [(reason.line, reason.column) for reason in explanation.reasons]:
        faults.append(f"{construct!r} stands at {wanted}, but the reasons are {given}")
    if str(wanted[0]) not in str(explanation):
        faults.append(f"the printed explanation does not name line {wanted[0]}:\n{explanation}")


def _place(path, first_line, construct):
    text = construct.replace("|", "")
    with open(path) as file:
        lines = file.read().split("\n")
    for number in range(first_line, len(lines) + 1):
        column = lines[number - 1].find(text)
        if column >= 0:
            return number, column + max(construct.find("|"), 0)
    raise AssertionError(f"{text!r} is not in {path} from line {first_line} on")


def compare(function, call, file):
    """A call made plain once and optimized twice: what shows of it each time, compiled calls, the last reason."""
    _, expected = _run_plain(function, call, file)
    before = _counts(function)
    actual = [_run(function, call, file)[1] for _ in range(2)]
    after = _counts(function)
    return expected, actual, _grown(before, after, 0)[0], after.get("last_fallback_reason") or ""


def load_anew(part):
    """Loads a file of `parts/` so that its functions share no compiled version with those of earlier loads.

    What is compiled belongs to a place in a text; a comment at the end makes the text another one.
    """
    path = os.path.join(os.path.dirname(__file__), "parts", part + ".py")
    module = types.ModuleType(f"{part}_{len(_loaded)}")
    _loaded.append(module)
    with open(path) as file:
        text = file.read()
    exec(compile(f"{text}# {module.__name__}\n", path, "exec"), module.__dict__)
    return module


def run(path):
    """Runs a program; gives its checks as JSON: a list of objects with name and faults."""
    global _current
    _current = _Program(path)
    name = os.path.basename(path)[:-3]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return json.dumps(_current.results)
