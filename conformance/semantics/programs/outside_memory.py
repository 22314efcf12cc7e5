"""Memory outside the JVM: a memoryview of an mmap is copied in, and what changed is copied out."""
import mmap

from comparison import either, load_anew, plain, same
from epochly import optimize


def mapped(code, shape=None):
    def build():
        memory = mmap.mmap(-1, 64)
        memory[:] = bytes(range(64))
        view = memoryview(memory)
        return view.cast(code) if shape is None else view.cast("B").cast(code, shape)

    return build


def call(view, *rest):
    return lambda: (view(), *rest)


for code in "Bbiqfd":
    of = load_anew("array_functions")
    same(of.total, call(mapped(code), 4), call(mapped(code), 65))
    same(of.put, call(mapped(code), 2, 7), call(mapped(code), -1, 1), call(mapped(code), 64, 1))
    same(of.reverse, call(mapped(code), 5))
of = load_anew("array_functions")
either(of.put, call(mapped("B"), 2, 256))


@optimize
def grid(m):
    s = 0
    for i in range(2):
        for j in range(4):
            m[i, j] = i * 10 + j
            s ^= m[i, -1]
    return s


same(grid, call(mapped("q", [2, 4])))


@optimize
def shift(a, b):
    for i in range(8):
        a[i] = b[i] + 1


def overlapping():
    view = mapped("B")()
    return view[1:], view[:-1]


same(shift, overlapping)


@optimize
def raw(m):
    return m[0] + len(m)


def raw_mapping():
    memory = mmap.mmap(-1, 16)
    memory[0] = 5
    return (memory,)


either(raw, raw_mapping)
