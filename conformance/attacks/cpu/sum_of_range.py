# tries: to compute for ever in a built-in function
# stopped by: the limit of wall time; the process is killed
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=1500
# only: process (a context has no way to stop this built-in function)


def attack(scene):
    sum(range(10**14 if scene.hostile else 1000))
    return scene.token
