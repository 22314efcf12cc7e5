# tries: to compute for ever
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500


def attack(scene):
    rounds = 0
    while scene.hostile or rounds < 1000:
        rounds += 1
    return scene.token
