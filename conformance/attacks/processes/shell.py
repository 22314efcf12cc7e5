# tries: to have a shell write into the host's folder
# stopped by: the context starts no processes
# control: processes
# evidence: written
# denied: PermissionError

import os


def attack(scene):
    return os.system(f"echo a guest was here > {scene.marker}")
