# tries: to resize an array while a kernel has its memory, by way of a view that is released
# stopped by: an array whose memory is in use does not resize, and kernels look anew at each call
# control: honest
# evidence: token
# denied: BufferError IndexError ValueError TypeError

import array

import epochly


@epochly.optimize
def total(values):
    result = 0.0
    for i in range(len(values)):
        result = result + values[i]
    return result


def attack(scene):
    values = array.array("d", [1.0] * 1000)
    view = memoryview(values)
    total(view)
    if scene.hostile:
        view.release()
        del values[10:]
        total(view)
    return scene.token if total(view) == 1000.0 else None
