"""Reads signatures such as ``float64(float64[:], int64)``, and makes arguments that fit them.

In: a text, or a list of texts. A type is ``float64``, ``int64`` or ``bool`` (or Python's ``float``,
``int``); with ``[:]``, ``[:, :]`` or ``[:, :, :]`` behind it a list of such numbers, of lists of them,
and so on; ``array(T, n)`` is a writable buffer of n dimensions, as array.array and memoryview are,
whose T may also be float32, int8 to int32 and uint8 to uint64. In front of the parentheses may stand
what the function returns: a number, a list, or None.
"""

_NUMBERS = {"float64": 1.5, "int64": 1, "bool": True, "float": 1.5, "int": 1}
_CODES = {
    "float64": "d",
    "float": "d",
    "float32": "f",
    "int64": "q",
    "int": "q",
    "int32": "i",
    "int16": "h",
    "int8": "b",
    "uint64": "Q",
    "uint32": "I",
    "uint16": "H",
    "uint8": "B",
}
_ALIASES = {"float": "float64", "int": "int64"}
_HIGHEST_RANK = 3
_WIDE = 1 << 40


class Number:
    def __init__(self, name):
        self.name = _ALIASES.get(name, name)

    def sample(self, wide):
        return _NUMBERS[self.name]


class ListOf:
    def __init__(self, element, rank):
        self.element = _ALIASES.get(element, element)
        self.rank = rank
        self.name = f"{self.element}[{', '.join(':' * rank)}]"

    def sample(self, wide):
        # The guest keeps ints of 32 bits in another storage than wider ones.
        value = _WIDE if wide and self.element == "int64" else _NUMBERS[self.element]
        for _ in range(self.rank):
            value = [value]
        return value


class Buffer:
    def __init__(self, element, rank):
        self.element = element
        self.rank = rank
        self.name = f"array({element}, {rank})"

    def sample(self, wide):
        from array import array

        buffer = array(_CODES[self.element], [1])
        if self.rank == 1:
            return buffer
        return memoryview(buffer).cast("B").cast(_CODES[self.element], (1,) * self.rank)


class Nothing:
    name = "None"


class Signature:
    """A signature; ``result`` is None when it does not tell."""

    def __init__(self, text, parameters, result):
        self.text = text
        self.parameters = parameters
        self.result = result

    def samples(self):
        """Arguments of these types: one list, or two when lists of ints may be stored in two ways."""
        narrow = [p.sample(False) for p in self.parameters]
        if any(isinstance(p, ListOf) and p.element == "int64" for p in self.parameters):
            return [narrow, [p.sample(True) for p in self.parameters]]
        return [narrow]


class _Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def wrong(self, expected, at=None):
        at = self.at if at is None else at
        found = f"{self.text[at]!r}" if at < len(self.text) else "its end"
        return ValueError(f"signature '{self.text}', column {at + 1}: expected {expected}, found {found}")

    def skip(self):
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def peek(self):
        self.skip()
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, expected):
        if self.peek() != expected:
            raise self.wrong(f"'{expected}'")
        self.at += 1

    def word(self):
        self.skip()
        start = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] == "_"):
            self.at += 1
        return self.text[start : self.at], start

    def element(self, known, what):
        name, start = self.word()
        if name not in known:
            raise self.wrong(f"{what} ({', '.join(n for n in known if n not in _ALIASES)})", start)
        return name

    def type(self):
        start = self.at
        name, start = self.word()
        if name == "array":
            return self.buffer()
        if name not in _NUMBERS:
            raise self.wrong(
                "a type (float64, int64, bool, one of these with [:] behind it, or array(T, n))", start
            )
        if self.peek() != "[":
            return Number(name)
        start = self.at
        self.at += 1
        rank = 1
        self.take(":")
        while self.peek() == ",":
            self.at += 1
            self.take(":")
            rank += 1
        self.take("]")
        if rank > _HIGHEST_RANK:
            raise self.wrong(f"at most {_HIGHEST_RANK} colons", start)
        return ListOf(name, rank)

    def buffer(self):
        self.take("(")
        name = self.element(_CODES, "an element type")
        rank = 1
        if self.peek() == ",":
            self.at += 1
            digits, start = self.word()
            if not digits.isdecimal() or not 1 <= int(digits) <= 64:
                raise self.wrong("a number of dimensions from 1 to 64", start)
            rank = int(digits)
        self.take(")")
        return Buffer(name, rank)

    def result(self):
        if self.peek() == "(":
            return None
        mark = self.at
        name, _ = self.word()
        if name in ("None", "void"):
            return Nothing()
        self.at = mark
        result = self.type()
        if isinstance(result, Buffer):
            raise self.wrong("a number, a list or None as what the function returns", mark)
        return result

    def signature(self):
        result = self.result()
        self.take("(")
        parameters = []
        if self.peek() != ")":
            parameters.append(self.type())
            while self.peek() != ")":
                if self.peek() != ",":
                    raise self.wrong("',' or ')'")
                self.at += 1
                parameters.append(self.type())
        self.take(")")
        if self.peek():
            raise self.wrong("nothing behind ')'")
        return Signature(self.text, parameters, result)


def parse(value):
    """The signatures that ``signature=`` gives."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (_Reader(value).signature(),)
    if isinstance(value, (list, tuple)):
        for item in value:
            if not isinstance(item, str):
                raise TypeError(
                    f"signature holds a {type(item).__name__}; it is a str such as"
                    " 'float64(float64[:], int64)', or a list of them"
                )
        return tuple([_Reader(item).signature() for item in value])
    raise TypeError(
        f"signature is of type {type(value).__name__}; it is a str such as"
        " 'float64(float64[:], int64)', or a list of them"
    )


def compile_ahead(signatures, function, parameters, defaults, prepare):
    """Compiles a function for its signatures.

    parameters: the names; defaults: their values, by name; prepare: compiles for arguments and gives
    the types that come back, or none where the function runs plain.
    """
    for signature in signatures:
        given = len(signature.parameters)
        missing = [name for name in parameters[given:] if name not in defaults]
        if given > len(parameters) or missing:
            raise ValueError(
                f"signature '{signature.text}' has {given} parameters, and {function.__qualname__}()"
                f" takes {len(parameters)}"
                + (f"; there is none for '{missing[0]}', which has no default" if missing else "")
            )
        rest = [defaults[name] for name in parameters[given:]]
        for samples in signature.samples():
            results = prepare(samples + rest)
            if signature.result is not None:
                _check_result(signature, function, results)


def _check_result(signature, function, results):
    for result in results:
        if result != signature.result.name:
            raise TypeError(
                f"signature '{signature.text}' says that {function.__qualname__}() returns"
                f" {signature.result.name}, but it"
                f" {'may return' if len(results) > 1 else 'returns'} {result}"
            )
