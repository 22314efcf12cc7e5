"""Times the kernels on another Python, for comparison with `epochly-host bench kernels.py`.

    python3 measure.py plain|numba|numba-parallel [NAME...]

Prints a line per kernel: milliseconds of the first call and of the quickest of nine; of two on CPython
without numba, which takes minutes. Arguments are built anew before each call, outside the time.
"""
import re
import sys
import time

import kernels

ANY_ORDER = {"mandelbrot", "matmul", "blackscholes", "nbody", "saxpy"}


def numba_version(function, parallel):
    import inspect
    import math

    import numba

    source = inspect.getsource(function)
    if parallel and function.__name__ in ANY_ORDER:
        source = re.sub(r"for (\w+) in range\(", r"for \1 in prange(", source, count=1)
    elif parallel and function.__name__ == "jacobi":
        source = source.replace("for i in range(", "for i in prange(")
    scope = {"math": math, "prange": numba.prange}
    exec(source, scope)
    return numba.njit(scope[function.__name__], parallel=parallel)


def as_arrays(args):
    import numpy

    return [numpy.array(arg) if isinstance(arg, list) else arg for arg in args]


def main(mode, names):
    if mode not in ("plain", "numba", "numba-parallel"):
        sys.exit(__doc__)
    slow = mode == "plain" and sys.implementation.name == "cpython"
    for name, (function, build) in kernels.cases().items():
        if names and name not in names:
            continue
        if mode != "plain":
            function = numba_version(function, mode == "numba-parallel")
        times = []
        for _ in range(2 if slow else 9):
            args = build() if mode == "plain" else as_arrays(build())
            start = time.perf_counter()
            function(*args)
            times.append((time.perf_counter() - start) * 1e3)
        print(f"{name:13s} first {times[0]:9.2f} ms  min {min(times):9.2f} ms", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", sys.argv[2:])
