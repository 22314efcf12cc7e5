"""Runs programs plain and optimized on equal arguments, and tells where they differ."""
import array
import json
import random
import struct

import epochly
from programs import Program
from shrinking import shrunk

_current = [0]


def run(first, count):
    """Runs the programs of that many seeds; gives what was found, as JSON."""
    total = {"programs": count, "compiled": 0, "withoutBailOut": 0, "calls": 0, "compiledCalls": 0, "raising": 0,
             "differences": [], "faults": [], "refusals": {}}
    for seed in range(first, first + count):
        # What is printed last tells which program ends the guest.
        print(seed)
        text = source(seed)
        found = check(text, f"<program {seed}>")
        total["compiled"] += found.compiled
        total["withoutBailOut"] += found.compiled and not found.bail_outs
        total["calls"] += found.calls
        total["compiledCalls"] += found.calls - found.bail_outs
        total["raising"] += found.raised
        total["faults"] += [f"seed {seed}: {reason}" for reason in found.reasons if "the compiler failed" in reason]
        if not found.compiled and found.reasons:
            reason = found.reasons[0]
            total["refusals"][reason] = total["refusals"].get(reason, 0) + 1
        if found.difference:
            total["differences"].append(_report(seed))
    return json.dumps(total)


def first_difference(first, count):
    """How many programs, from this seed on, it takes until one differs; 0 when none of so many does."""
    for seed in range(first, first + count):
        if difference(source(seed), f"<program {seed}>"):
            return seed - first + 1
    return 0


def current_seed():
    """The seed of the program that ran last."""
    return _current[0]


def run_file(path):
    """Runs a program that was found once; gives how its calls differ, or the compiler failed, or an empty text."""
    with open(path) as file:
        text = file.read()
    found = check(text, path)
    return found.difference or "\n".join([reason for reason in found.reasons if "the compiler failed" in reason])


def source(seed):
    """The program of a seed."""
    _current[0] = seed
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
        return value.typecode, value.tobytes()
    if kind is memoryview:
        return value.format, value.shape, value.tobytes(), _image(value.obj, seen)
    if kind is bytearray:
        return "bytearray", bytes(value)
    if kind is epochly.array:
        return value.dtype, value.shape, _image(value.tolist(), {})
    if hasattr(value, "__dict__"):
        return kind.__name__, [(name, _image(item, seen)) for name, item in vars(value).items()]
    return kind.__name__, repr(value)
