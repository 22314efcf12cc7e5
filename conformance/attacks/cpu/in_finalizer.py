# tries: to compute for ever in a finalizer and in what runs at the end of the guest
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=2000

import atexit


def attack(scene):
    class Trap:
        def __del__(self):
            while scene.hostile:
                pass

    def at_end():
        while scene.hostile:
            pass

    atexit.register(at_end)
    rounds = 0
    while scene.hostile or rounds < 3:
        for _ in range(100):
            Trap()
        rounds += 1
    return scene.token
