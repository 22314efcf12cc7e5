"""Data as bytes and back: the guest's side of what crosses to the host. Only exact types, so that no
code of the guest runs while a value is read."""

import struct
from array import array

__name__ = "<epochly>"
DEPTH = 64
LARGEST = (1 << 31) - 1
# From so many bytes on, an array goes through shared memory if there is some.
LARGE = 1 << 16
# Those of the elements that a view of bytes can be cast to.
FORMATS = set("bBhHiIlLqQfd?c")
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
pack_place = struct.Struct(">ccIq").pack
unpack_place = struct.Struct(">Iq").unpack_from


class TooLarge(ValueError):
    """The value holds more than it may; to guests it is a ValueError as others are."""


TooLarge.__name__ = TooLarge.__qualname__ = "ValueError"
TooLarge.__module__ = "builtins"


def blank(kind):
    """An empty object that is to be filled: an array of a type, bytes (Y) or a bytearray (Z)."""
    if kind == "Y":
        return b""
    if kind == "Z":
        return bytearray()
    return array(kind)


def view(data, format, shape):
    """A memoryview of bytes, of the shape of another."""
    result = memoryview(data)
    return result.cast(format) if len(shape) == 1 else result.cast(format, shape)


def can_be_made(value):
    """Whether ``view`` makes one as a memoryview."""
    return value.format in FORMATS and value.shape and (0 not in value.shape or value.ndim == 1)


def is_typed_array(value):
    kind = type(value)
    return kind.__module__ == "epochly" and kind.__qualname__ == "array"


def encode(value, largest=LARGEST, head=b"", place=None, views=False):
    """The bytes of a value behind a head, as one object; TypeError or ValueError if it cannot cross.

    Large arrays may be elsewhere: ``place(array, size)`` puts one into shared memory and gives the number of its
    place, or -1. Where a guest reads them, ``views`` lets memoryviews and typed arrays cross too.
    """
    kind = type(value)
    if kind is int and -(1 << 63) <= value < 1 << 63:
        return head + pack_int(b"I", value)
    if kind is float:
        return head + pack_float(b"D", value)
    if value is None:
        return head + b"N"
    parts = [head]
    room = largest

    def put(part):
        nonlocal room
        room -= len(part)
        if room < 0:
            raise TooLarge(f"the value holds more than {largest} bytes")
        parts.append(part)

    def sized(kind, data):
        put(pack_length(kind, len(data)))
        put(data)

    def placed(kind, data, size):
        nonlocal room
        if place is None or size < LARGE or size > room:
            return False
        number = place(data, size)
        if number < 0:
            return False
        room -= size
        put(pack_place(b"R", kind, number, size))
        return True

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
            if not placed(b"Y", value, len(value)):
                sized(b"Y", value)
        elif kind is bytearray:
            if not placed(b"Z", value, len(value)):
                sized(b"Z", bytes(value))
        elif kind is array:
            typecode = value.typecode.encode("ascii")
            if not placed(typecode, value, len(value) * value.itemsize):
                put(b"A")
                sized(typecode, value.tobytes())
        elif views and kind is memoryview and can_be_made(value):
            put(b"V")
            if not placed(b"Y", value, value.nbytes):
                sized(b"Y", value.tobytes())
            write(value.format, depth + 1)
            write(value.shape, depth + 1)
        elif views and is_typed_array(value):
            value = value._packed()
            put(b"X")
            write(value.dtype, depth + 1)
            write(value.shape, depth + 1)
            if not placed(b"Z", value._bytes(), value.nbytes):
                write(value.__reduce__()[1][2], depth + 1)
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


def typed_array(name, shape, data):
    result = __import__("epochly._array", fromlist=["_rebuild"])._rebuild(name, shape, data)
    if result.nbytes != len(data):
        raise ValueError("an array of another size than its elements")
    return result


def decode(data, position=0, fetch=None):
    """The value that bytes hold, and with ``fetch(kind, number, size)`` the shared memory."""
    kind = data[position]
    if kind == ord("I"):
        return unpack_int(data, position + 1)[0]
    if kind == ord("D"):
        return unpack_float(data, position + 1)[0]

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
        if kind == ord("R") and fetch is not None:
            kind = chr(data[take(1)])
            return fetch(kind, *unpack_place(data, take(12)))
        if kind == ord("V") and fetch is not None:
            return view(read(), read(), read())
        if kind == ord("X") and fetch is not None:
            return typed_array(read(), read(), read())
        if kind in MAKERS:
            return MAKERS[kind]([read() for _ in range(length())])
        if kind == ord("M"):
            return {read(): read() for _ in range(length())}
        raise ValueError(f"a value of type {kind:#x}")

    return read()


globals()
