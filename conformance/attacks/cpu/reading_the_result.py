# tries: to hold the host while it reads the text of a result
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500


class Slow:
    def __init__(self, scene):
        self.scene = scene

    def __str__(self):
        while self.scene.hostile:
            pass
        return self.scene.token


def attack(scene):
    return Slow(scene)
