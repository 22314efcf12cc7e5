# tries: to learn the name of the machine
# stopped by: guards; in a process the namespace too
# control: everything
# evidence: reveals machine
# denied: nothing
# marks: guard-only

import os
import platform
import socket


def attack(scene):
    return f"<{socket.gethostname()}> <{os.uname().nodename}> <{platform.node()}>"
