# tries: to see what other guests compute by patched built-in functions
# stopped by: each guest has built-in functions of its own
# control: same-guest
# evidence: token
# denied: nothing
# marks: fresh

import builtins


def attack(scene):
    builtins.sum = lambda *args, **keywords: scene.token
    builtins.len = lambda value: 7


def second(scene):
    return sum([1, 2])
