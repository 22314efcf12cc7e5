# tries: to run a kernel on a device
# stopped by: devices
# control: devices
# evidence: token
# denied: nothing
# only: context (a guest in a process of its own is shut off from devices)

import epochly


@epochly.optimize(level=4)
def scale(x, y):
    for i in range(len(x)):
        y[i] = x[i] * 3.0


def attack(scene):
    scale([1.5] * 100, [0.0] * 100)
    on_device = epochly.stats()["functions"]["scale"]["realized_level"] == 4
    return scene.token if on_device else ""
