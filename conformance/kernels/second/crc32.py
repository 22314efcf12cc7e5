"""The checksum of bytes, by a table made beforehand. Idea: Rosetta Code, CRC-32."""
import epochly

from inputs import ints

BENCH_SCALE = 300


def make_table():
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ 0xEDB88320 if i & 1 else i >> 1
        table.append(i)
    return table


TABLE = make_table()


@epochly.optimize
def crc32(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def setup(scale):
    return (bytes(ints(1000 * scale, 256)),)
