"""One number for all that a call leaves, so that engines in different processes can be compared."""

WEIGHTS = 7


def checksum(value, magnitude=False):
    """A number's is itself; a sequence's is the sum of its items' checksums, each times 1 to 7 by its place.

    Text counts as its code points, a complex number as its two parts, an object as its attributes, and
    whatever holds no number as 0. With `magnitude`, of the numbers without their signs: how large a
    difference by rounding may be.
    """
    if isinstance(value, (int, float)):
        return abs(_float(value)) if magnitude else _float(value)
    items = _items(value)
    if set(map(type, items)) <= {int, float, bool}:
        numbers = list(map(abs, items)) if magnitude else items
        return sum([(k + 1) * _float(sum(numbers[k::WEIGHTS])) for k in range(WEIGHTS)])
    return sum([(1 + i % WEIGHTS) * checksum(item, magnitude) for i, item in enumerate(items)], 0.0)


def _items(value):
    if isinstance(value, (list, tuple, bytes, bytearray)):
        return value
    if isinstance(value, str):
        return [ord(character) for character in value]
    if isinstance(value, complex):
        return [value.real, value.imag]
    if isinstance(value, dict):
        return list(value.values())
    if hasattr(value, "tolist"):
        plain = value.tolist()
        return plain if isinstance(plain, list) else [plain]
    return list(getattr(value, "__dict__", {}).values())


def _float(number):
    try:
        return float(number)
    except OverflowError:
        return float(number % (2**61 - 1))
