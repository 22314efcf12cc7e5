# tries: to compute for ever in comparisons that a sort calls
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500


class Slow:
    def __init__(self, scene):
        self.scene = scene

    def __lt__(self, other):
        while self.scene.hostile:
            pass
        return False


def attack(scene):
    sorted([Slow(scene), Slow(scene)])
    return scene.token
