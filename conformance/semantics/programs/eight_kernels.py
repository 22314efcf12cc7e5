"""The eight kernels, unchanged: equal to the plain ones, also where they fail, and compiled at each call."""
import kernels
from comparison import MAX, bails, named, same
from epochly import optimize, stats
from kernels import floats, letters

KERNELS = {name: optimize(function) for name, (function, _) in kernels.cases().items()}
if len(KERNELS) != 8:
    raise AssertionError(f"there are {len(KERNELS)} kernels")


def call(*builders):
    """A call whose list arguments are built anew by each run."""
    return lambda: tuple([builder() if callable(builder) else builder for builder in builders])


def ints(n):
    return lambda: [0] * n


def zeros(n):
    return lambda: [0.0] * n


def some(n, scale=1.0):
    return lambda: floats(n, scale)


def word(n, shift):
    return lambda: letters(n, shift)


GOOD = {
    "mandelbrot": [call(ints(35), 7, 5, 40), call(ints(1), 1, 1, 0), call(ints(0), 0, 5, 3)],
    "matmul": [call(some(49), some(49, 2.0), zeros(49), 7), call(some(1), some(1), zeros(1), 1),
               call(zeros(0), zeros(0), zeros(0), 0)],
    "jacobi": [call(some(64), some(64), 8, 3), call(some(4), some(4), 2, 5), call(some(9), some(9), 3, 0)],
    "blackscholes": [call(some(20, 50.0), some(20, 40.0), some(20, 2.0), zeros(20), 20, 0.03, 0.3)],
    "nbody": [call(some(9), some(9, 2.0), some(9, 3.0), some(9), zeros(9), zeros(9), zeros(9), 9)],
    "lcg_count": [call(1000), call(0), call(-1)],
    "editdist": [call(word(12, 3), word(9, 11), ints(10), ints(10), 12, 9),
                 call(word(0, 0), word(0, 0), ints(1), ints(1), 0, 0)],
    "saxpy": [call(0.5, some(20), some(20), 20), call(-0.0, some(3), some(3), 2), call(2, some(3), some(3), 3)],
}
# A list that is too short, after some stores: IndexError, on the plain function's line.
SHORT = {
    "mandelbrot": [call(ints(30), 7, 5, 40)],
    "matmul": [call(some(49), some(49), zeros(40), 7), call(some(48), some(49), zeros(49), 7),
               call(some(49), some(20), zeros(49), 7)],
    "jacobi": [call(some(64), some(50), 8, 3), call(some(60), some(64), 8, 3)],
    "blackscholes": [call(some(20), some(20), some(20), zeros(19), 20, 0.03, 0.3),
                     call(some(20), some(7), some(20), zeros(20), 20, 0.03, 0.3)],
    "nbody": [call(some(9), some(9), some(9), some(9), zeros(9), zeros(9), zeros(8), 9)],
    "editdist": [call(word(12, 3), word(9, 11), ints(10), ints(9), 12, 9),
                 call(word(11, 3), word(9, 11), ints(10), ints(10), 12, 9)],
    "saxpy": [call(0.5, some(20), some(19), 20), call(0.5, some(19), some(20), 20)],
}
for name, kernel in KERNELS.items():
    same(kernel, *GOOD[name])
    counts = stats()["functions"][name]
    if counts["compiled_calls"] != counts["calls"] or counts["calls"] != 2 * len(GOOD[name]):
        raise AssertionError(f"{name}: {counts}")
    if name in SHORT:
        same(kernel, *SHORT[name])
        # What failed once does not spoil the next call.
        same(kernel, GOOD[name][0])

# Domain errors and a division by zero, in the middle.
same(KERNELS["blackscholes"], call(lambda: [1.0, -1.0, 1.0], some(3), some(3), zeros(3), 3, 0.03, 0.3),
     call(some(3), lambda: [1.0, 0.0, 1.0], some(3), zeros(3), 3, 0.03, 0.3),
     call(some(3), some(3), lambda: [1.0, 1.0, 0.0], zeros(3), 3, 0.03, 0.3),
     call(some(3), some(3), some(3), zeros(3), 3, 0.03, 0.0))
# exp() of 1000 and more.
same(KERNELS["blackscholes"], call(some(3), some(3), some(3), zeros(3), 3, -1e6, 0.3))
same(KERNELS["mandelbrot"], call(ints(6), 0, 5, 3), call(ints(6), 3, 0, 3))
# TypeError: range() of a float.
bails(KERNELS["lcg_count"], (10.0,))
# The same list for what is read and what is written.
for name, build in {
    "saxpy": lambda: (lambda x: (0.5, x, x, 20))(floats(20)),
    "matmul": lambda: (lambda x: (x, x, x, 4))(floats(16)),
    "jacobi": lambda: (lambda x: (x, x, 5, 3))(floats(25)),
    "nbody": lambda: (lambda x: (x, x, x, x, x, x, x, 5))(floats(5)),
    "editdist": lambda: (lambda x: (x, x, x, x, 4, 4))(letters(5, 1)),
}.items():
    same(KERNELS[name], build)
same(KERNELS["saxpy"], call(0.5, some(4), some(4), named(n=4)))
bails(KERNELS["editdist"], call(word(3, 1), word(3, 2), lambda: [0] * 4, lambda: [0] * 4, MAX, 3))
