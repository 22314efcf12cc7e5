"""Runs in a worker what another guest sends: pickles come down, and only data goes up."""

import marshal
import pickle
import sys

KEPT = 64


def unpacked(text):
    """The arguments that ``packed`` has made bytes of: a pickle starts with the mark of its protocol."""
    data = text.encode("latin-1")
    return pickle.loads(data) if data.startswith(pickle.PROTO) else marshal.loads(data)


def arguments_of(error):
    """What its class is called with, to make an exception again."""
    if isinstance(error, OSError) and len(error.args) == 2 and error.filename is not None:
        names = error.filename, error.filename2
        first, second = (x if type(x) in (str, bytes, int, type(None)) else str(x) for x in names)
        return (*error.args, first) if second is None else (*error.args, first, None, second)
    return error.args


def with_large(positional, named, at, fetch):
    """The arguments of a call one of which lies in the shared memory."""
    return (*positional[:at], fetch(*positional[at]), *positional[at + 1 :]), named


def install(codec, call, describe, largest, load, store, room):
    """``load`` and ``store`` copy from and to memory shared with whoever sends tasks, if there is some; ``room``
    gives the offset of a place there for a result, or -1."""
    encode, decode, blank = codec["encode"], codec["decode"], codec["blank"]
    shipping = sys.modules["epochly._shipping"]
    functions = {}
    placed = 0

    def fetch(kind, offset, size):
        return load(blank(kind), offset, size)

    def place(data, size):
        nonlocal placed
        offset = room(size)
        if offset < 0:
            return -1
        if not store(data, offset, size):
            store(data.tobytes(), offset, size)
        placed += 1
        return placed - 1

    shipping.fetch = fetch
    shipping.view = codec["view"]

    def kept(number, shipped):
        if len(functions) == KEPT:
            del functions[next(iter(functions))]
        # The last one used is the last one forgotten.
        functions[number] = shipped

    def outcome_of(work, views):
        nonlocal placed
        placed = 0
        try:
            return encode(work(), largest, b"V", place, views)
        except BaseException as error:
            kind, detail, traceback = describe(error)
            try:
                return encode((kind, arguments_of(error), detail, traceback), largest, b"E")
            except Exception:
                # They are no data, or a class of the program's own tells what they are.
                return encode((kind, (detail,), detail, traceback), largest, b"E")

    def run(number, many, arguments, pickled=None):
        """Runs what another guest has shipped; None if the function is to come along."""
        if pickled is None and number not in functions:
            return None

        def work():
            shipped = functions.pop(number, None)
            if shipped is None:
                shipped = pickle.loads(pickled.encode("latin-1"))
            kept(number, shipped)
            path, function = shipped
            shipping.look_in(path)
            given = unpacked(arguments)
            if many:
                return [function(*each) for each in given]
            positional, named = given if len(given) == 2 else with_large(*given, fetch)
            return function(*positional, **named)

        return outcome_of(work, True)

    def run_named(name, text):
        """Calls a function of the worker's own program, with data."""
        return outcome_of(lambda: call(name, *decode(text.encode("latin-1"), 0, fetch)), False)

    return run, run_named
