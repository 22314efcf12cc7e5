# tries: to learn the name of the machine
# stopped by: what stands in the place of functions that tell of the host; in a process the namespace
#   too
# control: everything
# evidence: reveals machine
# denied: nothing

import os
import platform
import socket


def attack(scene):
    return f"<{socket.gethostname()}> <{os.uname().nodename}> <{platform.node()}>"
