# tries: to find what another guest left in memory, in buffers that are new
# stopped by: new memory is zeroed
# control: same-guest
# evidence: token
# denied: nothing
# marks: fresh

import array
import mmap

import epochly

KEPT = []


def attack(scene):
    for _ in range(50):
        bytearray(scene.token.encode() * 1000)
    KEPT.append(scene.token.encode())


def second(scene):
    needle = scene.token.encode()
    for size in (32, 1000, 32000, 100000):
        for made in (
            bytearray(size),
            bytes(array.array("d", bytes(size - size % 8))),
            mmap.mmap(-1, size)[:],
            bytes(epochly.zeros(size // 8).data.cast("B")),
        ):
            if needle in made:
                return scene.token
    for value in KEPT:
        if needle in value:
            return scene.token
