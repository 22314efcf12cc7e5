# tries: to break the host as it prints the status of an exit
# stopped by: whatever fails there is an error of the guest
# control: honest
# evidence: token
# denied: exit Exception RuntimeError
# marks: fresh

import sys


class Text:
    def __str__(self):
        raise RuntimeError("no text")


def attack(scene):
    if scene.hostile:
        sys.stderr = None
        raise SystemExit(Text())
    return scene.token
