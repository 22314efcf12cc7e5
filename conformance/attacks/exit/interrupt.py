# tries: to be taken for an interrupt of the host by raising one
# stopped by: it is an error like any other
# control: honest
# evidence: token
# denied: KeyboardInterrupt GeneratorExit


def attack(scene):
    if scene.hostile:
        raise KeyboardInterrupt
    return scene.token
