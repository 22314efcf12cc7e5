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
    return epochly.stats()["functions"][function.__qualname__]["realized_level"] == 4


def define(number):
    exec(SOURCE.format(number), globals())


def first():
    """Seconds of a first call."""
    seconds = timed(bump, epochly.zeros(1000))
    if not runs_on_device(bump):
        raise RuntimeError(f"it did not run on a device: {epochly.explain(bump)}")
    return seconds


def launch(calls):
    """The least time of a call with an array that stays on the device."""
    resident = epochly.zeros(1000)
    return min(timed(bump, resident) for _ in range(calls))


def replaced():
    """Seconds until a call runs on the device again, after its process was killed."""
    x = epochly.zeros(1000)
    start = time.perf_counter()
    bump(x)
    while not runs_on_device(bump):
        bump(x)
    return time.perf_counter() - start


ELEMENTS = 1_000_000
x = array("d", [1.5]) * ELEMENTS
y = array("d", [0.5]) * ELEMENTS


def arrays():
    """Seconds of saxpy with two arrays there and one back, and of copies of as many bytes."""
    seconds = timed(saxpy, 0.5, x, y)
    start = time.perf_counter()
    copies = x[:], y[:], y[:]
    return [seconds, time.perf_counter() - start]
