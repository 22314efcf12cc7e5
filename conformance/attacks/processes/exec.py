# tries: to put a program of the host into the guest's place
# stopped by: the context starts no processes
# control: processes
# evidence: written
# denied: PermissionError
# marks: fresh

import os


def attack(scene):
    os.execv("/bin/sh", ["sh", "-c", f"echo a guest was here > {scene.marker}"])
