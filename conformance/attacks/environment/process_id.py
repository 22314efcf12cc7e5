# tries: to learn the id of the host's process
# stopped by: guards; in a process the namespace too
# control: everything
# evidence: reveals pid
# denied: nothing
# marks: guard-only

import os


def attack(scene):
    return f"<{os.getpid()}>"
