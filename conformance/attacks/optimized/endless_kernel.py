# tries: to compute for ever in a kernel
# stopped by: the limit of wall time; kernels poll
# control: limit
# evidence: token
# denied: limit
# limits: wall-time=3000

import epochly


@epochly.optimize
def spin(values, endless):
    rounds = 0
    while endless or rounds < 1000:
        rounds = (rounds + 1) & 0xFFFF
        values[rounds & 1] = rounds
        if rounds > 999 and not endless:
            break
    return rounds


def attack(scene):
    spin([0, 0], scene.hostile)
    return scene.token
