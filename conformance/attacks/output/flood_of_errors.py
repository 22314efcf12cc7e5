# tries: to print without end on both streams in turns
# stopped by: the limit of output
# control: limit
# evidence: token
# denied: limit
# limits: output=100k

import sys


def attack(scene):
    rounds = 0
    while scene.hostile or rounds < 20:
        print("x" * 1000, file=(sys.stdout, sys.stderr)[rounds % 2])
        rounds += 1
    return scene.token
