"""The second set: kernels that rewrite, in their own words, what numeric programs in the open do.

Each file in `second/` holds one: a decorated function of the file's name, `setup(scale)`, which builds its
arguments, and the scale that the bench takes. SecondSetTest holds what is said here.

    ./epochly-host bench conformance/kernels/second_set.py --only fft,queens
"""
import functools
import importlib
import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "second")

#: The kernels that run plain, and words of the reason that is given.
PLAIN = {
    "k_means": "a store of a whole row into the argument",
    "lorenz": "type 'tuple'",
    "lu": "a store of a whole row into the argument",
    "sor": "a list that mixes element types",
}


def names():
    return sorted([file[:-3] for file in os.listdir(FOLDER) if file.endswith(".py")])


def load(name):
    """The module of a kernel, and the kernel."""
    module = importlib.import_module("second." + name)
    return module, getattr(module, name)


def cases():
    """name -> (kernel, function that builds its arguments), for the bench."""
    result = {}
    for name in names():
        module, kernel = load(name)
        result[name] = kernel, functools.partial(module.setup, module.BENCH_SCALE)
    return result


def check(name, scale=1):
    """What shows of a plain call and of two optimized ones, and how many of these ran compiled."""
    from comparison import compare

    module, kernel = load(name)
    expected, actual, compiled, reason = compare(kernel, lambda: module.setup(scale), module.__file__)
    return {"name": name, "expected": expected, "actual": actual, "compiledCalls": compiled, "reason": reason,
            "plain": PLAIN.get(name, "")}


def check_all(chosen=""):
    """Checks all kernels, or the one chosen; gives JSON."""
    import json

    return json.dumps([check(name) for name in names() if chosen in ("", name)])
