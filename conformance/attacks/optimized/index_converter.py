# tries: to have an index change the list while a kernel checks its bounds
# stopped by: kernels take only ints; the rest runs plain
# control: honest
# evidence: token
# denied: IndexError

import epochly


class Index:
    def __init__(self, values):
        self.values = values

    def __index__(self):
        self.values.clear()
        return 50


@epochly.optimize
def get(values, index):
    return values[index]


def attack(scene):
    values = [1.0] * 10
    get(values, 5)
    if get(values, Index(values) if scene.hostile else 5) == 1.0:
        return scene.token
