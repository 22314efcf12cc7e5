# tries: to overrun the stack by functions that call themselves, with the interpreter's own limit
#   lifted
# stopped by: the stack of the guest's thread
# control: honest
# evidence: token
# denied: RecursionError
# marks: fresh

import sys


def down(depth):
    return 0 if depth == 0 else 1 + down(depth - 1)


def attack(scene):
    sys.setrecursionlimit(10**8)
    down(10**7 if scene.hostile else 10)
    return scene.token
