"""Runs programs plain and optimized on equal arguments, and tells where they differ."""
import array
import json
import random
import struct

import epochly
from programs import Program
from shrinking import shrunk


def run(seed):
    """Runs the program of a seed; gives what became of it, as JSON."""
    found = check(source(seed), f"<program {seed}>")
    failed = [reason for reason in found.reasons if "the compiler failed" in reason]
    return json.dumps({
        "compiled": found.compiled,
        "bailOuts": found.bail_outs,
        "calls": found.calls,
        "raising": found.raised,
        "refusal": "" if found.compiled or not found.reasons else found.reasons[0],
        "fault": _report(seed) if found.difference else "\n".join(failed)})


def differs(seed):
    """Whether the program of a seed does not do the same optimized as plain."""
    return difference(source(seed), f"<program {seed}>") is not None


def run_file(path):
    """Runs a program that was found once; gives how its calls differ, or the compiler failed, or an empty text."""
    with open(path) as file:
        text = file.read()
    found = check(text, path)
    return found.difference or "\n".join([reason for reason in found.reasons if "the compiler failed" in reason])


def source(seed):
    """The program of a seed."""
    return Program(random.Random(seed)).text()


def shrunk_program(seed):
    """A smaller program than that of a seed, which differs too."""
    return shrunk(source(seed), lambda candidate: difference(candidate, f"<shrinking {seed}>") is not None)


def _report(seed):
    smallest = shrunk_program(seed)
    shown = difference(smallest, f"<shrunk {seed}>")
    return (f"conformance/fuzz/found/{_name(smallest)}_{seed}.py, ready to be committed under a better name:\n"
            f'"""Say here what went wrong."""\n{smallest}\n{shown}\n')


def _name(text):
    return "loop" if "for " in text or "while " in text else "straight"


class Found:
    """What came of a program: how often it was called, and the first call that differs, if any."""

    def __init__(self):
        self.calls = 0
        self.bail_outs = 0
        self.raised = 0
        self.compiled = False
        self.reasons = []
        self.difference = None


def check(text, file):
    """Makes the calls of a program, and asks what became of its function."""
    found, optimized = _calls(text, file)
    report = epochly.explain(optimized)
    found.compiled = bool(report.versions)
    found.bail_outs = sum([reason.count for reason in report.reasons])
    found.reasons = [str(reason.text) for reason in report.reasons]
    return found


def difference(text, file):
    """How the first call that differs does so; None when none does."""
    return _calls(text, file)[0].difference


def _calls(text, file):
    """Makes each call of a program once plain and once optimized, on arguments of its own, until two differ."""
    found = Found()
    scope = {}
    exec(compile(text, file, "exec"), scope)
    plain = scope["f"]
    optimized = epochly.optimize(plain)
    for name in [name for name in scope if name.startswith("call")]:
        expected, got = _outcome(plain, scope[name], file), _outcome(optimized, scope[name], file)
        found.calls += 1
        found.raised += expected[0][0] == "raised"
        if expected != got:
            found.difference = f"{name}\nplain:     {expected}\noptimized: {got}"
            break
    return found, optimized


def _outcome(function, build, file):
    """What shows of a call: its value or exception, and its arguments afterwards, to the bit."""
    arguments, keywords = build()
    try:
        value = function(*arguments, **keywords)
    except Exception as error:
        shown = ["raised", type(error).__name__, str(error), _lines(error, file)]
        value = None
    else:
        shown = ["returned"]
    seen = {}
    return shown, [_image(argument, seen) for argument in arguments], _image(value, seen)


def _lines(error, file):
    """The lines of the program that an exception passed."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines


def _elements(format, value):
    """The elements to the bit, but for NaNs, whose bits depend on what the guest's own compiler has got to."""
    return _image(value.tolist(), {}) if format in ("d", "f") else value.tobytes()


def _image(value, seen):
    """Equal for values that nothing can tell apart; seen numbers the containers in the order of their appearance."""
    kind = type(value)
    if kind is float:
        # Which NaN it is has no meaning in Python.
        return "nan" if value != value else struct.pack("d", value)
    if kind in (int, bool, str) or value is None:
        return kind.__name__, value
    if kind is complex:
        return "complex", _image(value.real, seen), _image(value.imag, seen)
    if kind is tuple:
        return [_image(item, seen) for item in value]
    if id(value) in seen:
        return "seen", seen[id(value)][0]
    seen[id(value)] = len(seen), value
    if kind is list:
        return "list", [_image(item, seen) for item in value]
    if kind is array.array:
        return value.typecode, _elements(value.typecode, value)
    if kind is memoryview:
        return value.format, value.shape, _elements(value.format, value), _image(value.obj, seen)
    if kind is bytearray:
        return "bytearray", bytes(value)
    if kind is epochly.array:
        return value.dtype, value.shape, _image(value.tolist(), {})
    if hasattr(value, "__dict__"):
        return kind.__name__, [(name, _image(item, seen)) for name, item in vars(value).items()]
    return kind.__name__, repr(value)
