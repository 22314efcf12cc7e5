"""Binds and calls functions of the guest for interfaces of the host. Only data crosses."""

from array import array
from types import FunctionType, MethodType

# A byte[] of the host; other arrays have the type codes of array.array.
BYTES = "B"
# A type code and the elements of what cannot be stored into.
CONSTANT = "r"
VARARGS = 0x04
VARKEYWORDS = 0x08


# Numbers and truth values of the host, where arguments only stand for their types.
SAMPLES = {"F": 1.0, "I": 1, "?": True}


def sample(code):
    if code == BYTES:
        return bytearray(1)
    return SAMPLES[code] if code in SAMPLES else array(code, [0])


def shape(function):
    """(fewest arguments by position, most or -1, keywords that must be given, parameters)."""
    bound = 0
    if type(function) is MethodType:
        bound = 1
        function = function.__func__
    if type(function) is not FunctionType:
        # A class, a builtin, an object that can be called: the call itself will tell.
        return 0, -1, [], "..."
    code = function.__code__
    count = code.co_argcount
    names = code.co_varnames
    named = list(names[count : count + code.co_kwonlyargcount])
    at = count + len(named)
    least = count - len(function.__defaults__ or ())
    words = [name if i < least else name + "=..." for i, name in enumerate(names[:count])][bound:]
    most = count - bound
    if code.co_flags & VARARGS:
        words.append("*" + names[at])
        at += 1
        most = -1
    elif named:
        words.append("*")
    optional = function.__kwdefaults__ or {}
    words += [name + "=..." if name in optional else name for name in named]
    if code.co_flags & VARKEYWORDS:
        words.append("**" + names[at])
    needed = [name for name in named if name not in optional]
    return max(least - bound, 0), most, needed, ", ".join(words)


def install(
    find, encode, decode, too_large, numbers, raw_bytes, describe, largest, prepare
):
    functions = []

    def bind(name):
        function = find(name)
        if function is None:
            return ("missing",)
        if not callable(function):
            return "uncallable", type(function).__name__
        for number, known in enumerate(functions):
            if known is function:
                break
        else:
            number = len(functions)
            functions.append(function)
        # Whoever says so without being one is found out when it is prepared.
        optimized = getattr(function, "__epochly__", None) is not None
        return ("bound", number, *shape(function), optimized)

    def arguments_of(codes, given):
        """The arguments, and those of them that are arrays of the host."""
        arguments = []
        arrays = []
        for code, argument in zip(codes, given):
            if code == "=":
                argument = arguments[argument]
            elif code == CONSTANT:
                argument = memoryview(array(*argument)).toreadonly()
            elif code != "v":
                content = argument
                argument = bytearray(content) if code == BYTES else array(code, content)
                arrays.append((argument, len(content)))
            arguments.append(argument)
        return arguments, arrays

    def result_of(value, code):
        if code == "0":
            return "value", encode(None)
        if code == "v":
            try:
                return "value", encode(value, largest)
            except too_large:
                raise
            except (TypeError, ValueError) as error:
                return "unfit", str(error)
        elements = raw_bytes(value) if code == BYTES else numbers(value, code)
        if elements is None:
            return "unfit", f"it is a {type(value).__qualname__}, or holds other numbers"
        return "value", bytes(elements)

    def content_of(store, size):
        """What the host's array is to hold; None if the guest changed its length."""
        content = bytes(store)
        return content if len(content) == size else None

    def call(number, codes, given, result_code):
        """What the call gave and what its arrays hold; None if that is too large to be read."""
        arguments, arrays = arguments_of(codes, given)
        try:
            value = functions[number](*arguments)
        except Exception as error:
            size = 0
            outcome = ("error", *describe(error))
        else:
            try:
                outcome = result_of(value, result_code)
            except too_large:
                return None
            size = len(outcome[1])
        contents = [content_of(*each) for each in arrays]
        if size + sum(len(content) for content in contents if content) > largest:
            return None
        return encode((outcome, contents))

    def direct(number, ticket, codes):
        samples = [sample(code) for code in codes]
        return bool(prepare(ticket, functions[number], samples))

    def serve(text):
        entry, *words = decode(text.encode("latin-1"))
        if entry == "call":
            return call(*words)
        if entry == "bind":
            return encode(bind(*words))
        if entry == "forget":
            functions.clear()
            return encode([])
        return encode([direct(*words)])

    return serve
