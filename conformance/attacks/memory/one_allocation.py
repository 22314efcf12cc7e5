# tries: to allocate more than there is at once
# stopped by: the limit of the heap
# control: limit
# evidence: token
# denied: MemoryError limit
# limits: heap=96m
# only: process (the runtime counts no memory by context)


def attack(scene):
    block = bytearray(1 << 30 if scene.hostile else 1 << 10)
    return scene.token if len(block) else None
