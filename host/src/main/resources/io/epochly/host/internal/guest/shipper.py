"""Pickles functions by their code for the workers of a guest, and knows which have been sent already."""

import builtins
import marshal
import os
import pickle
import sys
from array import array
from io import BytesIO
from itertools import chain
from types import BuiltinFunctionType, FunctionType, ModuleType

# Those that no pickle can tell from another by more than their value.
CONSTANTS = {int, str, bytes, bool, type(None)}
# GraalPy's pickler imports by what its caller finds here.
__builtins__ = builtins
# Those whose values can be marshalled, which is quicker than to pickle them.
PLAIN = {int, float, complex, str, bool, type(None)}
# From so many bytes on, an array goes through shared memory if there is some.
LARGE = 1 << 16
FORMATS = set("bBhHiIlLqQfd?c")
MOST_KEPT = 64


def importable(function):
    """Whether a worker finds the same function by its name."""
    module = sys.modules.get(function.__module__)
    if module is None or function.__module__ == "__main__":
        return False
    found = module
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def names_of(code):
    """The names that a function may look up in its module, in functions within it too."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            names |= names_of(constant)
    return names


def parts_of(code, known={}):
    """The bytes of code, and the names that it looks up; kept, since code does not change."""
    # By identity, because to hash code takes longer than to pickle it.
    parts = known.get(id(code))
    if parts is None:
        if len(known) == 256:
            known.clear()
        parts = known[id(code)] = (marshal.dumps(code), names_of(code), code)
    return parts


def by_reference(name):
    return getattr(sys.modules["epochly._shipping"], name)


class Path:
    """Stands for where the program looks for modules, which its workers look for there too."""

    def __init__(self, entries):
        self.entries = entries


def entries_of_path():
    """Of the program's path, those that a worker may find."""
    relative = folder_of_path() is not None
    return [
        os.path.abspath(entry)
        for entry in sys.path
        if type(entry) is str and (relative or entry.startswith("/"))
    ]


def folder_of_path():
    """The folder that entries of the program's path are relative to, if some are and it is there."""
    for entry in sys.path:
        if type(entry) is str and not entry.startswith("/"):
            try:
                return os.getcwd()
            except OSError:
                return None
    return None


def modules_so_far():
    """Changes with each module that is loaded."""
    return len(sys.modules), next(reversed(sys.modules))


def is_package(value):
    return isinstance(value, ModuleType) and hasattr(value, "__path__")


def submodules_of(package, names):
    """The loaded modules of a package that code may reach from it by these names."""
    prefix = package.__name__ + "."
    return [
        name
        for name, module in list(sys.modules.items())
        if module is not None
        and name.startswith(prefix)
        and names.issuperset(name[len(prefix) :].split("."))
    ]


class Outside:
    """Stands for bytes that lie in the shared memory."""

    def __init__(self, kind, offset, size):
        self.parts = kind, offset, size


class Shipper(pickle.Pickler):
    """Pickles functions by their code and what they use of their module, lambdas included.

    Large arrays are put aside if there is something to ``place`` them: a function that gives the offset of a
    place in shared memory where it has copied one, or -1.
    """

    def __init__(self, out, place):
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.place = place
        self.offsets = []

    def outside(self, kind, value, size):
        if self.place is None or size < LARGE:
            return None
        offset = self.place(value, size)
        if offset < 0:
            return None
        self.offsets.append(offset)
        return Outside(kind, offset, size)

    def set_aside(self, value):
        """A large bytes or bytearray by what stands for it: the pickler does not ask for these."""
        if type(value) is bytes:
            return self.outside("Y", value, len(value)) or value
        if type(value) is bytearray:
            return self.outside("Z", value, len(value)) or value
        return value

    def array(self, value):
        outside = self.outside(value.typecode, value, len(value) * value.itemsize)
        return NotImplemented if outside is None else (by_reference("fetched"), outside.parts)

    def view(self, value):
        if value.format not in FORMATS or not value.shape or 0 in value.shape and value.ndim > 1:
            return NotImplemented
        data = self.outside("Y" if value.readonly else "Z", value, value.nbytes)
        if data is None:
            data = value.tobytes() if value.readonly else bytearray(value.tobytes())
        return by_reference("new_view"), (data, value.format, value.shape)

    def reducer_override(self, value):
        kind = type(value)
        if kind is array:
            return self.array(value)
        if kind is Outside:
            return by_reference("fetched"), value.parts
        if kind is Path:
            return by_reference("look_in"), (value.entries,)
        if kind is memoryview:
            return self.view(value)
        if kind.__module__ == "epochly" and kind.__qualname__ == "array":
            value = value._packed()
            outside = self.outside("Z", value._bytes(), value.nbytes)
            return value.__reduce__() if outside is None else value._reduced(outside)
        if isinstance(value, FunctionType):
            return self.function(value)
        if isinstance(value, ModuleType):
            return __import__("importlib").import_module, (value.__name__,)
        if isinstance(value, type) and value.__module__ == "__main__":
            raise pickle.PicklingError(
                f"class {value.__qualname__} is defined in the program itself, where workers do not"
                " find it: put it into a module"
            )
        return NotImplemented

    def function(self, function):
        mark = getattr(function, "__epochly__", None)
        if mark is not None and mark[1] is function:
            plain = function.__wrapped__
            filename = plain.__code__.co_filename
            text = "".join(__import__("linecache").getlines(filename, plain.__globals__)) or None
            return by_reference("new_optimized"), (plain, {}, filename, text)
        if importable(function):
            return NotImplemented
        code, wanted, _ = parts_of(function.__code__)
        all_names = function.__globals__
        names = {name: all_names[name] for name in wanted if name in all_names}
        cells = []
        for cell in function.__closure__ or ():
            try:
                cells.append(cell.cell_contents)
            except ValueError:
                cells.append(by_reference("Missing"))
        packages = filter(is_package, (*names.values(), *cells))
        state = (
            [module for package in packages for module in submodules_of(package, wanted)],
            names,
            function.__defaults__,
            function.__kwdefaults__,
            tuple(cells),
            {key: value for key, value in vars(function).items() if key != "__wrapped__"},
        )
        return (
            by_reference("new_function"),
            (code, function.__name__, function.__module__ or "__main__"),
            state,
            None,
            None,
            by_reference("fill_function"),
        )


def shipped(function):
    out = BytesIO()
    Shipper(out, None).dump((Path(entries_of_path()), function))
    return out.getvalue()


def packed_apart(positional, named, place, free):
    """The pickle of a call's arguments, and where large ones lie."""
    out = BytesIO()
    shipper = Shipper(out, place)
    try:
        positional = tuple(map(shipper.set_aside, positional))
        named = {name: shipper.set_aside(value) for name, value in named.items()}
        shipper.dump((positional, named))
    except BaseException:
        free(shipper.offsets)
        raise
    return out.getvalue(), shipper.offsets


def is_plain(value):
    """Whether a value can be marshalled: so much of what lies in others is looked at."""
    kind = type(value)
    return kind in PLAIN or (kind is list or kind is tuple) and PLAIN.issuperset(map(type, value))


def packed_many(calls, place, free):
    """Likewise for the arguments of many calls."""
    if all(map(is_plain, chain.from_iterable(calls))):
        return marshal.dumps(calls), ()
    out = BytesIO()
    shipper = Shipper(out, place)
    try:
        shipper.dump([tuple(map(shipper.set_aside, each)) for each in calls])
    except BaseException:
        free(shipper.offsets)
        raise
    return out.getvalue(), shipper.offsets


def is_large(value):
    """Whether a value is an array that goes through shared memory if there is room."""
    kind = type(value)
    if kind is array:
        return len(value) * value.itemsize >= LARGE
    return (kind is bytes or kind is bytearray) and len(value) >= LARGE


def packed(positional, named, place, free):
    """A call's arguments, marshalled or pickled, and where large ones lie."""
    large = 0
    for value in positional:
        if not is_plain(value):
            if not is_large(value):
                return packed_apart(positional, named, place, free)
            large += 1
    for name, value in named.items():
        if type(name) is not str or not is_plain(value):
            return packed_apart(positional, named, place, free)
    if not large:
        return marshal.dumps((positional, named)), ()
    if large == 1:
        beside = None if place is None else packed_beside(positional, named, place, free)
        return beside or packed_apart(positional, named, None, free)
    # One may be there twice, which only the pickler sees.
    return packed_apart(positional, named, place, free)


def packed_beside(positional, named, place, free):
    """Of a call with one large array all else, and where that lies; None if there is no room for it."""
    at = next(at for at, value in enumerate(positional) if not is_plain(value))
    value = positional[at]
    if type(value) is array:
        kind, size = value.typecode, len(value) * value.itemsize
    else:
        kind, size = "Y" if type(value) is bytes else "Z", len(value)
    offset = place(value, size)
    if offset < 0:
        return None
    try:
        rest = (*positional[:at], (kind, offset, size), *positional[at + 1 :])
        return marshal.dumps((rest, named, at)), (offset,)
    except BaseException:
        free((offset,))
        raise


def has_attributes(function):
    """Whether somebody has given a function some; GraalPy keeps the module's name among them."""
    names = function.__dict__
    return len(names) > ("__module__" in names)


class Witness:
    """What the pickle of a function depends on: to see whether it would still be the same."""

    def __init__(self, function):
        # Functions by their parts, the values of names and of closure cells, and what others find by name.
        self.functions = []
        self.names = []
        self.cells = []
        self.named = []
        self.seen = set()
        self.path = list(sys.path)
        self.folder = folder_of_path()
        # Which modules there were, if a package is used: of those, a function goes with what is loaded.
        self.modules = None
        self.holds = self.of_function(function)

    def of_value(self, value):
        kind = type(value)
        if kind in CONSTANTS or kind is BuiltinFunctionType:
            return True
        if kind is ModuleType:
            if is_package(value):
                self.modules = modules_so_far()
            return True
        if kind is float:
            # Zeros of both signs are identical, and so are all that are no numbers.
            return value > 0.0 or value < 0.0
        if kind is tuple:
            return all(map(self.of_value, value))
        if kind is FunctionType:
            return self.of_function(value)
        return isinstance(value, type) and value.__module__ == "builtins"

    def of_function(self, function):
        if type(function) is not FunctionType:
            return type(function) is BuiltinFunctionType
        if id(function) in self.seen:
            return True
        self.seen.add(id(function))
        if importable(function):
            self.named.append(function)
            return True
        if function.__kwdefaults__ or has_attributes(function):
            return False
        code, defaults = function.__code__, function.__defaults__
        self.functions.append((function, code, defaults, function.__name__, function.__module__))
        for cell in function.__closure__ or ():
            try:
                value = cell.cell_contents
            except ValueError:
                return False
            self.cells.append((cell, value))
            if not self.of_value(value):
                return False
        names = function.__globals__
        for name in parts_of(code)[1]:
            value = names.get(name, self)
            self.names.append((names, name, value))
            if value is not self and not self.of_value(value):
                return False
        return defaults is None or self.of_value(defaults)

    def agrees(self):
        if sys.path != self.path or folder_of_path() != self.folder:
            return False
        if self.modules is not None and self.modules != modules_so_far():
            return False
        for function, code, defaults, name, module in self.functions:
            if (
                function.__code__ is not code
                or function.__defaults__ is not defaults
                or function.__name__ is not name
                or function.__module__ is not module
                or function.__kwdefaults__
                or has_attributes(function)
            ):
                return False
        for names, name, value in self.names:
            if names.get(name, self) is not value:
                return False
        try:
            for cell, value in self.cells:
                if cell.cell_contents is not value:
                    return False
        except ValueError:
            return False
        for function in self.named:
            if not importable(function):
                return False
        return True


def is_same(function, other):
    """Whether two functions are made of the same parts, as those are that one place of a program makes in turn."""
    if type(function) is not FunctionType or type(other) is not FunctionType:
        return False
    if (
        function.__code__ is not other.__code__
        or function.__globals__ is not other.__globals__
        or function.__defaults__ is not other.__defaults__
        or function.__name__ is not other.__name__
        or function.__module__ is not other.__module__
        or other.__kwdefaults__
        or has_attributes(other)
    ):
        return False
    try:
        return all(
            cell.cell_contents is another.cell_contents
            for cell, another in zip(function.__closure__ or (), other.__closure__ or ())
        )
    except ValueError:
        return False


class Functions:
    """The numbers by which the host knows the functions that were sent to it."""

    def __init__(self, register):
        self.register = register
        # By identity of their code, which those have in common that one place of a program makes.
        self.known = {}

    def number_of(self, function):
        key = id(function.__code__ if type(function) is FunctionType else function)
        for entry in self.known.get(key, ()):
            known, witness, number = entry
            if known is function or is_same(known, function):
                if witness.agrees():
                    return number
                self.keep(key, without=entry)
                break
        witness = Witness(function)
        number = self.register(shipped(function))
        if witness.holds:
            if sum(map(len, list(self.known.values()))) >= MOST_KEPT:
                self.forget()
            self.keep(key, (function, witness, number))
        return number

    def keep(self, key, *more, without=None):
        # Lists are replaced whole: several threads may look at one.
        kept = [entry for entry in self.known.get(key, ()) if entry is not without]
        kept += more
        if kept:
            self.known[key] = kept
        else:
            self.known.pop(key, None)

    def forget(self):
        """The host has forgotten some."""
        self.known.clear()


globals()
