import time
from array import array

import epochly

# What no driver has compiled before.
SOURCE = """
@epochly.optimize(level=4)
def bump(x):
    for i in range(len(x)):
        x[i] = x[i] * 0.5 + {}
"""


@epochly.optimize(level=4)
def saxpy(a, x, y):
    for i in range(len(x)):
        y[i] = a * x[i] + y[i]


def timed(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def runs_on_device(function):
    """Whether its last call did."""
    return epochly.stats()["functions"][function.__qualname__]["realized_level"] == 4


def on_device(function, *arguments):
    """Seconds of a call, which is to run there."""
    seconds = timed(function, *arguments)
    if not runs_on_device(function):
        raise RuntimeError(f"it did not run on a device: {epochly.explain(function)}")
    return seconds


def define(number):
    exec(SOURCE.format(number), globals())


def first():
    """Seconds of a first call."""
    return on_device(bump, epochly.zeros(1000))


def launch(calls):
    """The least time of a call with a small array, which stays there."""
    small = epochly.zeros(1000)
    return min(on_device(bump, small) for _ in range(calls))


def replaced():
    """Seconds until a call runs on the device again, after its process was killed."""
    x = epochly.zeros(1000)
    start = time.perf_counter()
    bump(x)
    while not runs_on_device(bump):
        if time.perf_counter() - start > 60:
            raise RuntimeError(f"no device came back: {epochly.explain(bump)}")
        bump(x)
    return time.perf_counter() - start


ELEMENTS = 1_000_000
x = array("d", [1.5]) * ELEMENTS
y = array("d", [0.5]) * ELEMENTS


def arrays():
    """Seconds of saxpy with two arrays there and one back, and of copies of as many bytes."""
    seconds = on_device(saxpy, 0.5, x, y)
    start = time.perf_counter()
    copies = x[:], y[:], y[:]
    return [seconds, time.perf_counter() - start]
