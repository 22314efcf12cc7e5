"""Runs random programs plain and optimized on equal arguments, and tells where they differ."""
import array
import copy
import json
import random
import struct

import epochly
from programs import Program, arguments

_CALLS = 4


def run(first, count):
    """Runs the programs of that many seeds; gives what was found, as JSON."""
    differences = []
    compiled = 0
    faults = []
    for seed in range(first, first + count):
        source = random.Random(seed)
        text = Program(source).text()
        scope = {}
        exec(compile(text, f"<program {seed}>", "exec"), scope)
        plain = scope["f"]
        optimized = epochly.optimize(plain)
        for _ in range(_CALLS):
            given = arguments(source)
            expected, got = _outcome(plain, given), _outcome(optimized, given)
            if expected != got:
                differences.append(f"seed {seed}, arguments {given}\n{text}\nplain:     {expected}\noptimized: {got}")
                break
        report = epochly.explain(optimized)
        compiled += report.compiled
        faults += [f"seed {seed}: {reason}" for reason in map(str, report.reasons) if "the compiler failed" in reason]
    counts = epochly.stats()
    return json.dumps({"programs": count, "compiled": compiled, "calls": counts["calls"],
                       "compiledCalls": counts["compiled_calls"], "differences": differences, "faults": faults})


def _outcome(function, given):
    """What shows of a call: its value or exception, and its arguments afterwards, to the bit."""
    own = copy.deepcopy(given)
    try:
        result = ["value", _image(function(*own))]
    except Exception as error:
        result = [type(error).__name__, str(error)]
    return result, [_image(value) for value in own]


def _image(value):
    if type(value) is float:
        return "nan" if value != value else struct.pack("d", value)
    if type(value) in (list, tuple):
        return type(value).__name__, [_image(item) for item in value]
    if isinstance(value, array.array):
        return value.typecode, value.tobytes()
    return type(value).__name__, value
