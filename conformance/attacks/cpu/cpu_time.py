# tries: to use more CPU time than allowed, in several calls' worth of loops
# stopped by: the limit of CPU time
# control: limit
# evidence: token
# denied: limit
# limits: cpu-time=15
# only: process (a context's CPU time is not counted)


def attack(scene):
    rounds = 0
    while scene.hostile or rounds < 1000:
        rounds += 1
    return scene.token
