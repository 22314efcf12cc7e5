# tries: to learn the ids of the host's process by its group, session and parent
# stopped by: guards; in a process the namespace too
# control: everything
# evidence: token
# denied: OSError
# marks: guard-only

import os


def attack(scene):
    if os.getpgid(0) > 2 or os.getsid(0) > 2 or os.getppid() > 2:
        return scene.token
