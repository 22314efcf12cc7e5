"""Stands in for epochly where another Python runs the cases of a bench: nothing is compiled here.

Under numba the worker compiles a case and what it calls when the case is asked for.
"""

prange = range


def optimize(function=None, **_):
    return optimize if function is None else function


class optimize_context:
    def __init__(self, level=None, **_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


def configure(**_):
    pass


def set_level(level):
    return level


def __getattr__(name):
    raise AttributeError("epochly.%s is known in guests only" % name)
