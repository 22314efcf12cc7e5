# tries: to have another guest get a module of the attacker's in the place of one of the library
# stopped by: each guest has modules of its own
# control: same-guest
# evidence: token
# denied: nothing
# marks: fresh

import sys
import types


def attack(scene):
    fake = types.ModuleType("json")
    fake.dumps = lambda *args, **keywords: scene.token
    sys.modules["json"] = fake


def second(scene):
    import json

    return json.dumps(1)
