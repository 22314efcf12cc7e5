# tries: to go on computing in what runs at the end of a block, and in generators that are closed
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500


def endless(scene):
    rounds = 0
    try:
        while scene.hostile or rounds < 1000:
            rounds += 1
            yield rounds
    finally:
        while scene.hostile:
            rounds += 1


def attack(scene):
    try:
        for _ in endless(scene):
            pass
    finally:
        for _ in endless(scene):
            pass
    return scene.token
