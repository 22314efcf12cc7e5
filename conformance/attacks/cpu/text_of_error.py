# tries: to hold the host while it reads the text of an error
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500


class Slow(Exception):
    def __str__(self):
        while True:
            pass


def attack(scene):
    if scene.hostile:
        raise Slow
    return scene.token
