# tries: to start a program by the module that subprocess is built on, loaded anew
# stopped by: the context starts no processes
# control: processes
# evidence: secret
# denied: PermissionError

import os
import sys


def attack(scene):
    for name in ("_posixsubprocess", "subprocess", "posix", "_winapi"):
        sys.modules.pop(name, None)
    import subprocess

    return subprocess.run(
        ["cat", scene.secret_file], stdout=subprocess.PIPE, executable="/bin/cat", close_fds=False
    ).stdout
