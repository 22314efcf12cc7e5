# tries: to have a regular expression try for ever
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500

import re


def attack(scene):
    length = 60 if scene.hostile else 8
    if re.match(r"((a|aa)+)\1?$", "a" * length + "b") is None:
        return scene.token
