"""Data as bytes and back: the guest's side of what crosses to the host. Only exact types, so that no
code of the guest runs while a value is read."""

import struct
from array import array

__name__ = "<epochly>"
DEPTH = 64
LARGEST = (1 << 31) - 1
KINDS = {list: b"L", tuple: b"P", set: b"E", frozenset: b"G"}
MAKERS = {ord(kind): maker for maker, kind in KINDS.items()}

pack_int = struct.Struct(">cq").pack
pack_float = struct.Struct(">cd").pack
pack_complex = struct.Struct(">cdd").pack
pack_length = struct.Struct(">cI").pack
unpack_int = struct.Struct(">q").unpack_from
unpack_float = struct.Struct(">d").unpack_from
unpack_complex = struct.Struct(">dd").unpack_from
unpack_length = struct.Struct(">I").unpack_from


def encode(value, largest=LARGEST):
    """The bytes of a value, as one bytes object; TypeError or ValueError if it cannot cross."""
    parts = []
    room = largest

    def put(part):
        nonlocal room
        room -= len(part)
        if room < 0:
            raise ValueError(f"the value holds more than {largest} bytes")
        parts.append(part)

    def sized(kind, data):
        put(pack_length(kind, len(data)))
        put(data)

    def write(value, depth):
        kind = type(value)
        if value is None:
            put(b"N")
        elif value is True:
            put(b"T")
        elif value is False:
            put(b"F")
        elif kind is int:
            if -(1 << 63) <= value < 1 << 63:
                put(pack_int(b"I", value))
            else:
                sized(b"B", value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))
        elif kind is float:
            put(pack_float(b"D", value))
        elif kind is str:
            if value.isascii():
                sized(b"S", value.encode("ascii"))
            else:
                sized(b"U", value.encode("utf-16-be", "surrogatepass"))
        elif kind is bytes:
            sized(b"Y", value)
        elif kind is bytearray:
            sized(b"Z", bytes(value))
        elif kind is array:
            data = value.tobytes()
            put(b"A")
            sized(value.typecode.encode("ascii"), data)
        elif kind is complex:
            put(pack_complex(b"C", value.real, value.imag))
        elif kind in KINDS or kind is dict:
            if depth == DEPTH:
                raise ValueError(
                    f"the value is nested more than {DEPTH} deep, or contains itself"
                )
            if kind is dict:
                items = list(value.items())
                put(pack_length(b"M", len(items)))
                for key, item in items:
                    write(key, depth + 1)
                    write(item, depth + 1)
            else:
                items = list(value)
                put(pack_length(KINDS[kind], len(items)))
                for item in items:
                    write(item, depth + 1)
        else:
            raise TypeError(
                f"a value of type {kind.__qualname__} cannot cross to the host: only data can, as"
                " numbers, str, bytes, array.array, list, tuple, set and dict"
            )

    write(value, 0)
    return b"".join(parts)


def decode(data):
    """The value that bytes hold. They come from the host, which made them whole."""
    position = 0

    def take(count):
        nonlocal position
        start = position
        position += count
        return start

    def length():
        return unpack_length(data, take(4))[0]

    def content():
        size = length()
        start = take(size)
        return data[start : start + size]

    def read():
        kind = data[take(1)]
        if kind == ord("N"):
            return None
        if kind == ord("T"):
            return True
        if kind == ord("F"):
            return False
        if kind == ord("I"):
            return unpack_int(data, take(8))[0]
        if kind == ord("B"):
            return int.from_bytes(content(), "big", signed=True)
        if kind == ord("D"):
            return unpack_float(data, take(8))[0]
        if kind == ord("C"):
            return complex(*unpack_complex(data, take(16)))
        if kind == ord("S"):
            return content().decode("ascii")
        if kind == ord("U"):
            return content().decode("utf-16-be", "surrogatepass")
        if kind == ord("Y"):
            return content()
        if kind == ord("Z"):
            return bytearray(content())
        if kind == ord("A"):
            result = array(chr(data[take(1)]))
            result.frombytes(content())
            return result
        if kind in MAKERS:
            return MAKERS[kind]([read() for _ in range(length())])
        if kind == ord("M"):
            return {read(): read() for _ in range(length())}
        raise ValueError(f"a value of type {kind:#x}")

    return read()


globals()
