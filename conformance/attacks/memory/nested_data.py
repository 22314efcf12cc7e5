# tries: to overrun the stack by comparing, printing and freeing deeply nested lists
# stopped by: the stack
# control: honest
# evidence: token
# denied: RecursionError
# marks: fresh


def attack(scene):
    def nested():
        result = []
        for _ in range(10**6 if scene.hostile else 10):
            result = [result]
        return result

    one, other = nested(), nested()
    if one == other:
        return scene.token
