# tries: to learn the id of the host's process
# stopped by: what stands in the place of functions that tell of the host; in a process the namespace
#   too
# control: everything
# evidence: reveals pid
# denied: nothing

import os


def attack(scene):
    return f"<{os.getpid()}>"
