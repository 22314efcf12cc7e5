# tries: to have more workers than were granted, by the workers of a worker
# stopped by: a worker gets no workers
# control: honest
# evidence: token
# denied: PermissionError
# footing: workers
# marks: nightly

import epochly


def attack(scene):
    token = scene.token
    hostile = scene.hostile

    def further():
        import epochly

        if hostile:
            with epochly.Executor(1) as inner:
                return inner.submit(lambda: token).result(60)
        return token

    with epochly.Executor(1) as executor:
        return executor.submit(further).result(60)
