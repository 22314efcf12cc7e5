"""A hash of bytes, mixed in 32 bits. Idea: mmh3, hash."""
import epochly

from inputs import ints

BENCH_SCALE = 200
MASK = 0xFFFFFFFF


def rotate(x, bits):
    return (x << bits | x >> 32 - bits) & MASK


@epochly.optimize
def murmur3(data, seed=0):
    h = seed
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        k = data[i] | data[i + 1] << 8 | data[i + 2] << 16 | data[i + 3] << 24
        k = rotate(k * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
        h = (rotate(h ^ k, 13) * 5 + 0xE6546B64) & MASK
    k = 0
    for i, byte in enumerate(data[whole:]):
        k |= byte << 8 * i
    h ^= rotate(k * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
    h ^= len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & MASK
    h = (h ^ h >> 13) * 0xC2B2AE35 & MASK
    return h ^ h >> 16


def setup(scale):
    return (bytearray(ints(1000 * scale + 3, 256)),)
