# tries: to hold the host's call by waiting for ever
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500

import time


def attack(scene):
    while True:
        try:
            time.sleep(10**6 if scene.hostile else 0.01)
            return scene.token
        except BaseException:
            if not scene.hostile:
                raise
