# tries: to fill the host's memory with the text of an error
# stopped by: the host takes the start of it only
# control: honest
# evidence: token
# denied: ValueError


def attack(scene):
    if scene.hostile:
        raise ValueError("x" * (1 << 24))
    return scene.token
