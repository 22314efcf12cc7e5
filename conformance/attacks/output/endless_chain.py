# tries: to hold the host by an error whose causes go round in a circle
# stopped by: the host follows each only once
# control: honest
# evidence: token
# denied: ValueError


def attack(scene):
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    one.__context__, other.__context__ = other, one
    if scene.hostile:
        raise one
    return scene.token
