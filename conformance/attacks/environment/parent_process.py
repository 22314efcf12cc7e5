# tries: to learn the ids of the host's process by its group, session and parent
# stopped by: what stands in the place of functions that tell of the host; in a process the namespace
#   too
# control: everything
# evidence: token
# denied: OSError

import os


def attack(scene):
    if os.getpgid(0) > 2 or os.getsid(0) > 2 or os.getppid() > 2:
        return scene.token
