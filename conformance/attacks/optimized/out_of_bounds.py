# tries: to read and write past the end of a list, an array and a buffer by huge and negative indices
# stopped by: kernels check or prove every bound
# control: honest
# evidence: token
# denied: IndexError

import array

import epochly


@epochly.optimize
def put(values, index, value):
    values[index] = value
    return values[index]


def attack(scene):
    last = None
    for values in ([1.0] * 4, array.array("d", [1.0] * 4), memoryview(array.array("d", [1.0] * 4))):
        put(values, 0, 1.0)
        for index in (4, -5, 1 << 31, -(1 << 31), 1 << 62, -(1 << 63)) if scene.hostile else (3,):
            try:
                if put(values, index, 9.0) != 9.0:
                    return None
            except IndexError as error:
                last = error
    if last is not None:
        raise last
    return scene.token
