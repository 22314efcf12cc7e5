# tries: to fill the heap by a list made in a kernel
# stopped by: the limit of the heap
# control: limit
# evidence: token
# denied: limit MemoryError
# limits: heap=96m
# only: process (the runtime counts no memory by context)

import epochly


@epochly.optimize
def fill(count):
    values = [0.0] * count
    for i in range(count):
        values[i] = i * 0.5
    return values


def attack(scene):
    fill(10)
    kept = []
    for _ in range(100 if scene.hostile else 1):
        kept.append(fill(10_000_000 if scene.hostile else 10))
    return scene.token
