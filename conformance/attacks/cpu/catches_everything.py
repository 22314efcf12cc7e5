# tries: to go on computing by catching whatever ends it
# stopped by: the limit of wall time
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500


def attack(scene):
    rounds = 0
    while scene.hostile or rounds < 1000:
        try:
            while scene.hostile or rounds < 1000:
                rounds += 1
        except BaseException:
            pass
    return scene.token
