# tries: to hold the host by a dict whose keys all have one hash
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=2500


class Key:
    def __hash__(self):
        return 7

    def __eq__(self, other):
        return self is other


def attack(scene):
    keys = {}
    rounds = 0
    while scene.hostile or rounds < 20:
        keys[Key()] = rounds
        rounds += 1
    return scene.token
