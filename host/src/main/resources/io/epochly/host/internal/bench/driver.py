"""The guest's half of the bench: loads the cases of a file and times them, one at a time.

checksum.py is run before, in the same namespace.
"""

import array
import importlib.util
import json
import sys
import time

import epochly

_cases = {}
_optimized = {}
_left = {}
_others = {}
_last = []


def load(path, folder):
    """Runs the file; gives the names of its cases in its order."""
    sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location("__bench__", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["__bench__"] = module
    spec.loader.exec_module(module)
    if not hasattr(module, "cases"):
        raise LookupError("the file defines no cases(); it has to return {name: (function, arguments builder)}")
    _cases.update(module.cases())
    return json.dumps(list(_cases))


def jit():
    return epochly.get_status()["guest_jit"]


def plain(name, repeat, seconds):
    """At least so many calls, and for so long."""
    function = _plain_of(_cases[name][0])
    times = []
    end = time.perf_counter() + seconds
    while len(times) < repeat or time.perf_counter() < end:
        times.append(_call(name, function))
    _left[name] = _image(_last[0])
    return json.dumps(times)


def start_optimized(name, level):
    """level: -1 for that of the guest."""
    _optimized[name] = epochly.optimize(_plain_of(_cases[name][0]), level=None if level < 0 else level)


def call_optimized(name):
    return _call(name, _optimized[name])


def call_at(name, level):
    """What another engine would answer: milliseconds and a checksum."""
    key = name, level
    if key not in _optimized:
        _optimized[key] = epochly.optimize(_plain_of(_cases[name][0]), level=level)
    last = list(_last)
    before = _counts(_optimized[key])
    took = _call(name, _optimized[key])
    # Counted by name, for all levels together.
    for count, value in _counts(_optimized[key]).items():
        _others[count] = _others.get(count, 0) + value - before[count]
    answer = f"{took!r} {float(checksum(_last[0], False))!r}"
    _last[:] = last
    return answer


def _counts(function):
    counts = epochly.stats()["functions"].get(function.__qualname__, {})
    return {count: counts.get(count, 0) for count in ("calls", "compiled_calls", "fallback_calls", "compile_ms")}


def end_optimized(name):
    """How the calls ran since start_optimized, and what the last one left."""
    function = _optimized.pop(name)
    counts = {count: value - _others.get(count, 0) for count, value in _counts(function).items()}
    _others.clear()
    reason = epochly.stats()["functions"][function.__qualname__]["last_fallback_reason"]
    return json.dumps({
        "calls": counts["calls"],
        "compiledCalls": counts["compiled_calls"],
        "fallbackCalls": counts["fallback_calls"],
        "compileMs": counts["compile_ms"],
        "level": epochly.explain(function).level,
        "fallback": reason or "" if counts["fallback_calls"] else "",
        "equal": _left.pop(name) == _image(_last[0]),
    })


def last_checksum(magnitude):
    """Of what the last call left, as checksum.py says."""
    return float(checksum(_last[0], magnitude))


def _plain_of(function):
    return getattr(function, "__wrapped__", function)


def _call(name, function):
    """Milliseconds of a call. It has arguments of its own, built while the clock stands."""
    arguments = _cases[name][1]()
    start = time.perf_counter_ns()
    value = function(*arguments)
    took = (time.perf_counter_ns() - start) / 1e6
    _last[:] = [(value, *arguments)]
    return took


def _image(value):
    """Something that compares equal exactly when the value's bits do."""
    if isinstance(value, float):
        return array.array("d", [value]).tobytes()
    if isinstance(value, list):
        if value and all([type(item) is float for item in value]):
            return array.array("d", value).tobytes()
        return [_image(item) for item in value]
    if isinstance(value, tuple):
        return tuple([_image(item) for item in value])
    if isinstance(value, array.array):
        return value.typecode, value.tobytes()
    if hasattr(value, "__dict__"):
        return type(value), [(name, _image(item)) for name, item in value.__dict__.items()]
    return type(value), value
