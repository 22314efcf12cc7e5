# tries: to fill the host's memory with the text of a result
# stopped by: the limit of results
# control: limit
# evidence: token
# denied: limit
# limits: result=10k


def attack(scene):
    return scene.token * (10**5 if scene.hostile else 1)
