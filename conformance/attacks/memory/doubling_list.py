# tries: to fill the heap with a list that doubles
# stopped by: the limit of the heap
# control: limit
# evidence: token
# denied: limit MemoryError
# limits: heap=96m
# only: process (the runtime counts no memory by context)


def attack(scene):
    values = [1.5]
    for _ in range(40 if scene.hostile else 10):
        values = values + values
    return scene.token
