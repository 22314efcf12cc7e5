"""What the host calls inside a guest. Runs in a namespace of its own, out of the guest's sight."""

import posix
import sys

__name__ = HERE = "<epochly>"
# What the host copies of an error, in characters: a guest can make its text as long as it likes.
LONGEST_DETAIL = 1 << 14
LONGEST_TRACEBACK = 1 << 17
WORKING_FOLDER = posix.getcwd()


def new_array(typecode, data):
    import array

    result = array.array(typecode)
    result.frombytes(data.encode("latin-1"))
    return result


def new_bytearray(data):
    return bytearray(data.encode("latin-1"))


def numbers(value, typecode):
    """A buffer of the elements as machine values, or None if they are not such numbers."""
    import array

    try:
        if isinstance(value, array.array) and value.typecode == typecode:
            return value
        return array.array(typecode, value)
    except (TypeError, ValueError, OverflowError):
        return None


def raw_bytes(value):
    try:
        return bytes(memoryview(value).cast("B"))
    except TypeError:
        return None


def trim(error, seen=None):
    """Takes the host's own frames out of an exception and out of those it came from."""
    seen = set() if seen is None else seen
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = []
        entry = error.__traceback__
        while entry is not None:
            if entry.tb_frame.f_code.co_filename != HERE:
                frames.append(entry)
            entry = entry.tb_next
        for frame, following in zip(frames, frames[1:] + [None]):
            frame.tb_next = following
        error.__traceback__ = frames[0] if frames else None
        if isinstance(error, BaseExceptionGroup):
            for part in error.exceptions:
                trim(part, seen)
        trim(error.__context__, seen)
        error = error.__cause__


def type_name(error):
    kind = type(error)
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def text(value):
    return str(value)


def text_size(value):
    """The bytes of a str as the host holds it."""
    return str.__len__(value) * (1 if str.isascii(value) else 4)


def format_error(error):
    """The traceback, with files of the working folder by the names that the host knows."""
    import traceback

    prefix = f'  File "{WORKING_FOLDER}/'
    lines = "".join(traceback.format_exception(error)).splitlines(keepends=True)
    return "".join(
        '  File "' + line[len(prefix) :] if line.startswith(prefix) else line for line in lines
    )


def describe(error):
    """(type, text, traceback) of an exception."""
    trim(error)
    try:
        detail = str(error)
    except Exception:
        detail = "<exception str() failed>"
    return (
        shortened(type_name(error), LONGEST_DETAIL),
        shortened(detail, LONGEST_DETAIL),
        shortened(format_error(error), LONGEST_TRACEBACK),
    )


def shortened(text, longest):
    if str.__len__(text) <= longest:
        return text
    return str.__getitem__(text, slice(longest)) + "..."


def exit_status(error):
    """The status that a SystemExit asks for, after its text was written; -1 for other errors."""
    if not isinstance(error, SystemExit):
        return -1
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    flush()
    print(code, file=sys.stderr)
    return 1


# Whether the program was ended by a Ctrl-C.
interrupted = False


def report(error):
    """Ends a program as python does: what it prints on an uncaught error, and the status."""
    global interrupted
    trim(error)
    status = exit_status(error)
    if status < 0:
        flush()
        try:
            if sys.excepthook is sys.__excepthook__:
                print(format_error(error), end="", file=sys.stderr)
            else:
                sys.excepthook(type(error), error, error.__traceback__)
        except BaseException as second:
            trim(second)
            print("Error in sys.excepthook:", file=sys.stderr)
            print(format_error(second), file=sys.stderr)
            print("Original exception was:", file=sys.stderr)
            print(format_error(error), end="", file=sys.stderr)
        interrupted = isinstance(error, KeyboardInterrupt)
        status = 130 if interrupted else 1
    return status


def finish():
    """Waits for workers and threads, runs what atexit holds and writes what is still buffered."""
    try:
        finish_workers()
    finally:
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
            finish_workers()
        if "atexit" in sys.modules:
            sys.modules["atexit"]._run_exitfuncs()
        flush()


def finish_workers():
    """Waits for what was submitted, unless a Ctrl-C has ended the program, or this."""
    global interrupted
    if "epochly._workers" in sys.modules and not interrupted:
        try:
            sys.modules["epochly._workers"].finish()
        except KeyboardInterrupt:
            interrupted = True
            raise


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (AttributeError, ValueError, OSError):
            pass


globals()
