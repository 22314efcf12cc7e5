# tries: to compute for ever by writing a big int in decimal
# stopped by: Python's own limit of digits
# control: limit
# evidence: token
# denied: ValueError limit
# limits: cpu-time=15
# only: process (a context's CPU time is not counted)


def attack(scene):
    value = 1 << (10**7 if scene.hostile else 1000)
    if str(value):
        return scene.token
