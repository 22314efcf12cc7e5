# tries: to make built-in functions fail inside the interpreter, and read the error
# stopped by: the interpreter's errors are Python's
# control: host-classes
# evidence: reveals java
# denied: nothing broken
# marks: fresh

import array
import itertools
import math
import operator
import struct


class Odd:
    def __index__(self):
        return 1 << 70

    def __len__(self):
        return -1

    def __hash__(self):
        raise ValueError("no hash")

    def __iter__(self):
        return 7

    def __float__(self):
        return "x"

    def __bool__(self):
        return 3


def attack(scene):
    found = []
    values = (Odd(), None, -1, 1 << 70, float("nan"), "\udc80", b"\xff", [], {}, print, Odd)
    functions = (
        len, hash, iter, float, int, bool, ord, chr, abs, round, sorted, sum, min, bytes,
        bytearray, memoryview, list, tuple, dict, set, range, slice, type, super, vars, dir,
        math.sqrt, math.factorial, math.gcd, operator.index, struct.calcsize, itertools.count,
        array.array, complex, str.encode, str.join, int.from_bytes, compile, hex, reversed,
        enumerate, zip, map, isinstance, getattr, setattr, format, divmod, pow,
    )
    for function in functions:
        for value in values:
            for arguments in ((value,), (value, value)):
                try:
                    function(*arguments)
                except Exception as error:
                    found.append(f"{type(error)} {error}")
                except SystemExit:
                    pass
    try:
        import java

        java.type("java.lang.Integer").parseInt("x")
    except KeyError:
        pass
    except BaseException as error:
        found.append(f"{type(error)} {error}")
    return found
