# tries: to have a program of the host read the secret
# stopped by: the context starts no processes
# control: processes
# evidence: secret
# denied: PermissionError

import subprocess


def attack(scene):
    return subprocess.check_output(["/bin/cat", scene.secret_file])
