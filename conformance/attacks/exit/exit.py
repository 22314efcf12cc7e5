# tries: to end the host's process by sys.exit
# stopped by: an exit ends the call only
# control: honest
# evidence: token
# denied: exit

import sys


def attack(scene):
    if scene.hostile:
        sys.exit(77)
    return scene.token
