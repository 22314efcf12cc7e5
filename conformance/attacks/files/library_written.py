# tries: to change the library for all guests
# stopped by: the library is read-only
# control: honest
# evidence: token
# denied: PermissionError
# footing: room

import os


def attack(scene):
    path = os.__file__ if scene.hostile else scene.room + "/os.py"
    with open(path, "w") as file:
        file.write("planted")
    with open(path) as file:
        assert file.read() == "planted"
    return scene.token
