"""The guest's half of the bench: loads the cases of a file and times them, one at a time."""

import array
import importlib.util
import json
import sys
import time

import epochly

_cases = {}
_left = {}


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


def plain(name, repeat):
    return json.dumps(_measure(name, _plain_of(_cases[name][0]), repeat))


def optimized(name, repeat):
    function = epochly.optimize(_plain_of(_cases[name][0]))
    times = _measure(name, function, repeat)
    counts = epochly.stats()["functions"][function.__qualname__]
    return json.dumps({
        "times": times,
        "calls": counts["calls"],
        "compiledCalls": counts["compiled_calls"],
        "fallbackCalls": counts["fallback_calls"],
        "compileMs": counts["compile_ms"],
        "level": epochly.explain(function).level,
        "fallback": counts["last_fallback_reason"] or "",
        "equal": _left.pop(name) == _left.pop((name, "before")),
    })


def _plain_of(function):
    return getattr(function, "__wrapped__", function)


def _measure(name, function, repeat):
    """Milliseconds of each call. Each has arguments of its own, built while the clock stands."""
    build = _cases[name][1]
    times = []
    for _ in range(repeat):
        arguments = build()
        start = time.perf_counter_ns()
        value = function(*arguments)
        times.append((time.perf_counter_ns() - start) / 1e6)
    if name in _left:
        _left[name, "before"] = _left[name]
    _left[name] = [_image(item) for item in (value, *arguments)]
    return times


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
