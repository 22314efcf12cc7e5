# tries: to overrun a small stack by way of built-in functions that call back
# stopped by: the limit of the stack
# control: limit
# evidence: token
# denied: RecursionError
# limits: stack=2m

import sys


class Deep:
    def __init__(self, depth):
        self.depth = depth

    def __repr__(self):
        return repr([Deep(self.depth - 1)]) if self.depth else ""


def attack(scene):
    sys.setrecursionlimit(10**8)
    repr(Deep(10**6 if scene.hostile else 5))
    return scene.token
