"""The half of the bench that runs in another Python: epochly_worker.py FILE.py
numba|numba-parallel|pypy|python.

Prints `ready VERSION`, then for each line of standard input, the name of a case, `MILLISECONDS
CHECKSUM` of one call; or `! REASON`, of either. What the file itself prints goes to standard error.
"""
import importlib.util
import os
import platform
import sys
import time
import types

from epochly_checksum import checksum


def main(path, engine):
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)

    def answer(text):
        answers.write(text + "\n")
        answers.flush()

    try:
        parallel = engine == "numba-parallel"
        engine = Numba(parallel) if engine.startswith("numba") else Interpreter()
        cases = load(path, parallel)
    except Exception as error:
        answer("! " + describe(error))
        return
    answer("ready " + engine.version)
    for line in iter(requests.readline, ""):
        name = line.rstrip("\n")
        try:
            answer("%r %r" % run(engine, name, *cases[name]))
        except Exception as error:
            answer("! " + describe(error))


class Interpreter:
    """This Python as it is."""

    version = "%s %s" % (
        platform.python_implementation(), ".".join(map(str, sys.implementation.version[:3])))

    def compiled(self, name, function):
        return function

    def arguments(self, values):
        return values


class Numba:
    """numba.njit of a case and of the Python functions that it calls; lists become arrays."""

    def __init__(self, parallel):
        import numba

        self._options = {"parallel": True} if parallel else {}

        self._numba = numba
        self._functions = {}
        self.version = "Numba %s (Python %s)" % (numba.__version__, platform.python_version())

    def compiled(self, name, function):
        if name not in self._functions:
            self._functions[name] = self._compile(function, {})
        return self._functions[name]

    def arguments(self, values):
        import numpy

        return [numpy.array(value) if isinstance(value, list) else value for value in values]

    def _compile(self, function, names):
        """A copy of the function, compiled, whose globals are compiled copies of what it calls.

        names: the globals of the copies; one dict for all functions of a module, by its globals' id.
        """
        original = function.__globals__
        if id(original) not in names:
            names[id(original)] = dict(original)
        copies = names[id(original)]
        copy = types.FunctionType(
            function.__code__, copies, function.__name__, function.__defaults__, function.__closure__)
        result = self._numba.njit(copy, **self._options)
        if original.get(function.__name__) is function:
            # Before what it calls, which may call it.
            copies[function.__name__] = result
        for called in function.__code__.co_names:
            if isinstance(copies.get(called), types.FunctionType):
                copies[called] = self._compile(copies[called], names)
        return result


def load(path, parallel):
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location("__bench__", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["__bench__"] = module
    if parallel:
        execute_parallel(path, module)
    else:
        spec.loader.exec_module(module)
    return module.cases()


def execute_parallel(path, module):
    """Runs the file with Numba's prange: epochly's, and where a line is marked as free of an order."""
    import epochly
    from numba import prange

    epochly.prange = module.prange = prange
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for i, line in enumerate(lines):
        if line.rstrip().endswith("# any order"):
            lines[i] = line.replace(" in range(", " in prange(", 1)
    exec(compile("\n".join(lines), path, "exec"), module.__dict__)


def run(engine, name, function, build):
    function = engine.compiled(name, function)
    arguments = engine.arguments(build())
    start = time.perf_counter()
    value = function(*arguments)
    took = time.perf_counter() - start
    return took * 1e3, float(checksum((value,) + tuple(arguments)))


def describe(error):
    return " ".join(("%s: %s" % (type(error).__name__, error)).split())[:200]


if __name__ == "__main__":
    main(*sys.argv[1:])
