# tries: to run code in a worker
# stopped by: workers
# control: workers
# evidence: token
# denied: PermissionError

import epochly


def attack(scene):
    token = scene.token
    with epochly.Executor(1) as executor:
        return executor.submit(lambda: token).result(60)
