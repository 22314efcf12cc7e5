# tries: to run code in the guest by what its worker sends up
# stopped by: only data comes up from a worker, and no pickle
# control: honest
# evidence: token
# denied: TypeError RemoteError RuntimeError
# footing: workers

import epochly


def attack(scene):
    token = scene.token
    hostile = scene.hostile

    def bait():
        class Bait:
            def __reduce__(self):
                return (eval, (repr(token),))

        return Bait() if hostile else token

    with epochly.Executor(1) as executor:
        return executor.submit(bait).result(60)
