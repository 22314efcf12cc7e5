# tries: to compute for ever in the arithmetic of big ints
# stopped by: the limit of wall time; the process is killed
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500
# only: process (a context has no way to stop this arithmetic)


def attack(scene):
    exponent = 10**8 if scene.hostile else 100
    if 7**exponent % 10:
        return scene.token
