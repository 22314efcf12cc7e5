# tries: to end the host's process by os._exit
# stopped by: the context is ended, not the process
# control: honest
# evidence: token
# denied: exit
# marks: fresh

import os


def attack(scene):
    if scene.hostile:
        os._exit(77)
    return scene.token
