# tries: to print without end
# stopped by: the limit of output
# control: limit
# evidence: token
# denied: limit
# limits: output=100k


def attack(scene):
    rounds = 0
    while scene.hostile or rounds < 100:
        print("x" * 1000)
        rounds += 1
    return scene.token
