# tries: to leave something for another guest in the built-in names
# stopped by: each guest has built-in functions of its own
# control: same-guest
# evidence: token
# denied: NameError
# marks: fresh

import builtins


def attack(scene):
    builtins.stolen = scene.token


def second(scene):
    return stolen  # noqa: F821
