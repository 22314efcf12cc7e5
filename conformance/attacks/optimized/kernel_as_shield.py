# tries: to go on by entering a kernel again whenever it is ended, and catching what ends it
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=3000

import epochly


@epochly.optimize
def spin(values, rounds):
    total = 0
    for i in range(rounds):
        total = (total + values[i & 1]) & 0xFFFFFFFF
    return total


def attack(scene):
    while True:
        try:
            spin([1, 2], 1 << 40 if scene.hostile else 1000)
            if not scene.hostile:
                return scene.token
        except BaseException:
            if not scene.hostile:
                raise
        finally:
            spin([1, 2], 1 << 40 if scene.hostile else 1000)
