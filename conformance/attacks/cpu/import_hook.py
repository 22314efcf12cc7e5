# tries: to compute for ever in a hook of the import that the host may run into later
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500

import sys


class Slow:
    def __init__(self, scene):
        self.scene = scene

    def find_spec(self, name, path=None, target=None):
        while self.scene.hostile:
            pass
        return None


def attack(scene):
    sys.meta_path.insert(0, Slow(scene))
    try:
        import wave

        return scene.token if wave else None
    finally:
        del sys.meta_path[0]
