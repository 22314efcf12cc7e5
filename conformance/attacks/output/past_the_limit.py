# tries: to get more out than the limit in one write, at a handle of the system
# stopped by: the limit of output
# control: limit
# evidence: token
# denied: limit
# limits: output=100k

import os
import time


def attack(scene):
    os.write(1, b"x" * (10**6 if scene.hostile else 10))
    if scene.hostile:
        # The end comes from outside, at any moment from now on.
        time.sleep(20)
    return scene.token
