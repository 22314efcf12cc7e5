# tries: to kill a process of the host
# stopped by: guards; the context knows only processes that the guest started
# control: everything
# evidence: killed
# denied: PermissionError ProcessLookupError

import os
import time


def attack(scene):
    os.kill(scene.victim, 9)
    time.sleep(0.5)
