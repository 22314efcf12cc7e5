# tries: to have another guest run a kernel that was compiled for this one, with this one's globals
# stopped by: a kernel is guarded by the names it was compiled with
# control: same-guest
# evidence: token
# denied: nothing NameError KeyError
# marks: fresh

import sys

import epochly

FACTOR = 1


@epochly.optimize
def scale(values):
    for i in range(len(values)):
        values[i] = values[i] * FACTOR


def attack(scene):
    global FACTOR
    FACTOR = 41
    values = [1, 2, 3]
    scale(values)
    sys.modules["kept"] = scale
    return values


def second(scene):
    values = [1, 2, 3]
    sys.modules["kept"](values)
    return scene.token if values[0] == 41 else None
