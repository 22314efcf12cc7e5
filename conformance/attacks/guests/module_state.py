# tries: to leave something for another guest in a module of the library
# stopped by: each guest has modules of its own
# control: same-guest
# evidence: token
# denied: nothing
# marks: fresh

import json


def attack(scene):
    json.stolen = scene.token


def second(scene):
    return getattr(json, "stolen", None)
