# tries: to handle and to raise signals of the host's process
# stopped by: what stands in the place of functions that handle signals; those of a process of its
#   own are its own
# control: everything
# evidence: token
# denied: ValueError PermissionError
# marks: fresh

import signal


def attack(scene):
    seen = []
    signal.signal(signal.SIGUSR2, lambda *_: seen.append(1))
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    return scene.token
