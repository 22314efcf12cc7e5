# tries: to map memory outside of the heap
# stopped by: the limits of the heap and of the address space
# control: limit
# evidence: token
# denied: limit MemoryError OSError
# limits: heap=96m
# only: process (the runtime counts no memory by context)

import mmap


def attack(scene):
    kept = []
    for _ in range(2000 if scene.hostile else 1):
        memory = mmap.mmap(-1, 1 << 24)
        memory[0] = 1
        kept.append(memory)
    return scene.token
