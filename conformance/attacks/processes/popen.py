# tries: to read the secret through a pipe from a shell
# stopped by: the context starts no processes
# control: processes
# evidence: secret
# denied: PermissionError

import os


def attack(scene):
    with os.popen(f"cat {scene.secret_file}") as pipe:
        return pipe.read()
