# tries: to overrun the stack by deeply nested JSON and by a pickle
# stopped by: the stack
# control: honest
# evidence: token
# denied: RecursionError
# marks: fresh

import json


def attack(scene):
    depth = 10**6 if scene.hostile else 10
    json.loads("[" * depth + "]" * depth)
    return scene.token
