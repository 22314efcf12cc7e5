# tries: to kill a process of the host by a program for that
# stopped by: the context starts no processes
# control: processes
# evidence: killed
# denied: PermissionError

import subprocess
import time


def attack(scene):
    subprocess.call(["/bin/kill", "-9", str(scene.victim)])
    time.sleep(0.5)
