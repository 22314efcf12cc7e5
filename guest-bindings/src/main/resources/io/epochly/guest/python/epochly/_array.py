"""Typed arrays of any number of dimensions, which kernels take without copying."""

import operator as _operator
from array import array as _machine
from itertools import repeat as _repeat
from operator import index as _index

from . import _bindings


class _Type:
    """What the elements of an array are."""

    def __init__(self, name, code, storage, itemsize, low=0, high=0):
        self.name = name
        self.code = code
        self.storage = storage
        self.itemsize = itemsize
        self.low = low
        self.high = high
        self.is_int = code in "qiB"


_TYPES = {
    t.name: t
    for t in (
        _Type("bool", "?", "BOOL8", 1),
        _Type("uint8", "B", "U8", 1, 0, 255),
        _Type("int32", "i", "I32", 4, -(2**31), 2**31 - 1),
        _Type("int64", "q", "I64", 8, -(2**63), 2**63 - 1),
        _Type("float32", "f", "F32", 4),
        _Type("float64", "d", "F64", 8),
        _Type("complex128", "d", "", 16),
    )
}
_BOOL = _TYPES["bool"]
_INT = _TYPES["int64"]
_SINGLE = _TYPES["float32"]
_FLOAT = _TYPES["float64"]
_COMPLEX = _TYPES["complex128"]
_RANK = list(_TYPES.values())
_OF_PYTHON = {bool: _BOOL, int: _INT, float: _FLOAT, complex: _COMPLEX}

_LONGEST_REPR = 60
_EDGE = 3
_MOST_BYTES = 2**31 - 16


def _type_of(dtype):
    """The element type that a user names."""
    found = _OF_PYTHON.get(dtype) if isinstance(dtype, type) else _TYPES.get(dtype)
    if found is None:
        what = f"'{dtype}'" if isinstance(dtype, str) else f"a {type(dtype).__name__}"
        raise TypeError(f"dtype is {what}; there are: {', '.join(_TYPES)}")
    return found


def _shape_of(shape):
    """A tuple of lengths."""
    try:
        lengths = (_index(shape),)
    except TypeError:
        lengths = tuple(_index(length) for length in shape)
    if not lengths:
        raise ValueError("shape is empty; an array has at least one dimension")
    if len(lengths) > 64:
        raise ValueError(f"shape has {len(lengths)} dimensions; an array has at most 64")
    for length in lengths:
        if length < 0:
            raise ValueError("shape has a negative length; lengths are 0 or more")
    return lengths


def _count(shape):
    count = 1
    for length in shape:
        count *= length
    return count


def _strides(shape):
    """Elements from one to the next along each axis, without gaps."""
    strides = []
    step = 1
    for length in reversed(shape):
        strides.append(step)
        step *= length
    return tuple(reversed(strides))


class _Memory:
    """The bytes of an array and of its views.

    Where a device has them too, `written` is missing; where the device has the latest of them, so
    is `read`. Whoever then asks for one of them has the bytes brought home first.
    """

    def __init__(self, held, code):
        flat = memoryview(held)
        if code != "B":
            flat = flat.cast(code)
        self.flat = flat
        self.host = _bindings.memory(held, self.leave)
        self.read = flat
        self.written = flat

    def leave(self, stale):
        """The host's word that there is a device that has them now."""
        self.__class__ = _Away
        try:
            del self.written
        except AttributeError:
            pass
        if stale:
            try:
                del self.read
            except AttributeError:
                pass

    def bytes(self):
        """For whoever reads them at once."""
        return self.read.obj

    def shown(self):
        """For a view that is given away, which will ask nobody: they leave no more."""
        _bindings.show(self.host)
        self.read = self.written = self.flat
        self.__class__ = _Memory
        return self.flat


class _Away(_Memory):
    """Such bytes while a device has them: a class of its own, as what asks makes all else slower."""

    def __getattr__(self, name):
        if name == "read":
            _bindings.bring_home(self.host, False)
            self.read = self.flat
        elif name == "written":
            _bindings.bring_home(self.host, True)
            self.read = self.written = self.flat
            self.__class__ = _Memory
        else:
            raise AttributeError(name)
        return self.flat


def _view(kind, memory, offset, shape, strides):
    """An array over memory that exists. Offset and strides count elements."""
    self = object.__new__(array)
    size = kind.itemsize
    self._kind = kind
    self._memory = memory
    self._offset = offset
    self._shape = shape
    self._strides = strides
    self._layout = _bindings.layout(
        memory.host, kind.storage, offset * size, shape, tuple([step * size for step in strides])
    )
    return self


def _over(kind, memory, shape):
    """An array over a bytearray of its own, whose length the memoryview fixes."""
    return _view(kind, _Memory(memory, kind.code), 0, shape, _strides(shape))


def _empty(kind, shape):
    size = _count(shape) * kind.itemsize
    if size > _MOST_BYTES:
        raise MemoryError(f"an array takes at most {_MOST_BYTES} bytes; this shape needs {size}")
    return _over(kind, bytearray(size), shape)


def _rebuild(name, shape, data):
    """What pickle calls. A bytearray becomes the array's own."""
    return _over(_TYPES[name], data if type(data) is bytearray else bytearray(data), shape)


def _overflow(kind):
    return OverflowError(
        f"a value is out of the range of {kind.name} ({kind.low} to {kind.high});"
        " convert with astype() first"
    )


def _checked(kind, value):
    """The value as an element of this type; as a store into the array takes it."""
    if kind.is_int:
        try:
            number = _index(value)
        except TypeError:
            raise TypeError(
                f"an array of {kind.name} takes ints, not {type(value).__name__};"
                " convert with int() or astype()"
            ) from None
        if not kind.low <= number <= kind.high:
            raise _overflow(kind)
        return number
    if kind is _BOOL:
        if value is True or value is False:
            return value
        raise TypeError(f"an array of bool takes bools, not {type(value).__name__}")
    if kind is _COMPLEX:
        if isinstance(value, (str, bytes)):
            raise TypeError(f"an array of complex128 takes numbers, not {type(value).__name__}")
        return complex(value)
    if isinstance(value, (complex, str, bytes, bytearray)):
        raise TypeError(f"an array of {kind.name} takes real numbers, not {type(value).__name__}")
    return float(value)


class array:
    """array(data, dtype=None): a copy of numbers in nested sequences, or of a buffer."""

    __hash__ = None

    def __new__(cls, data, dtype=None):
        if cls is not array:
            raise TypeError("epochly.array cannot be subclassed; keep one in an attribute")
        kind = None if dtype is None else _type_of(dtype)
        if isinstance(data, array):
            return data.copy() if kind is None else data.astype(kind.name)
        try:
            view = memoryview(data)
        except TypeError:
            return _of_sequence(data, kind)
        return _of_buffer(view, kind)

    @property
    def dtype(self):
        return self._kind.name

    @property
    def shape(self):
        return self._shape

    @property
    def ndim(self):
        return len(self._shape)

    @property
    def size(self):
        return _count(self._shape)

    @property
    def itemsize(self):
        return self._kind.itemsize

    @property
    def nbytes(self):
        return _count(self._shape) * self._kind.itemsize

    @property
    def data(self):
        """A memoryview of the same memory. Python offers no way for memoryview(a) itself."""
        if self._kind is _COMPLEX:
            raise BufferError("there is no buffer format of complex numbers; use tolist()")
        if len(self._shape) == 1:
            return self._line(self._memory.shown())
        if not self._contiguous():
            raise BufferError("this view of an array has gaps; take copy().data")
        if 0 in self._shape:
            raise BufferError("an array of several dimensions without elements has no buffer")
        part = self._memory.shown()[self._offset : self._offset + self.size]
        return part.cast("B").cast(self._kind.code, self._shape)

    def __len__(self):
        return self._shape[0]

    def __bool__(self):
        if self.size == 1:
            return bool(self.tolist()[0]) if self.ndim == 1 else bool(self.reshape(1))
        raise ValueError(
            f"the truth of an array of {self.size} elements is not defined;"
            " ask len(a), or any() or all() of its elements"
        )

    # Elements and parts

    def __getitem__(self, key):
        at = self._at(key)
        if at >= 0:
            return self._load(at)
        offset, left, strides = self._reach(key)
        if not left:
            return self._load(offset)
        return _view(self._kind, self._memory, offset, left, strides)

    def __setitem__(self, key, value):
        at = self._at(key)
        if at >= 0:
            kind = self._kind
            if type(value) is float and kind is _FLOAT:
                self._memory.written[at] = value
            else:
                self._store(at, _checked(kind, value))
            return
        offset, left, strides = self._reach(key)
        if not left:
            self._store(offset, _checked(self._kind, value))
        else:
            part = _view(self._kind, self._memory, offset, left, strides)
            part._assign(value)

    def _at(self, key):
        """Where the commonest indices lead: one or two ints in range. Else -1."""
        shape = self._shape
        if type(key) is int:
            if len(shape) == 1:
                length = shape[0]
                at = key + length if key < 0 else key
                if 0 <= at < length:
                    return self._offset + at * self._strides[0]
        elif type(key) is tuple and len(key) == 2 and len(shape) == 2:
            i, j = key
            if type(i) is int and type(j) is int:
                rows, columns = shape
                if i < 0:
                    i += rows
                if j < 0:
                    j += columns
                if 0 <= i < rows and 0 <= j < columns:
                    strides = self._strides
                    return self._offset + i * strides[0] + j * strides[1]
        return -1

    def _load(self, at):
        if self._kind is _COMPLEX:
            flat = self._memory.read
            return complex(flat[2 * at], flat[2 * at + 1])
        return self._memory.read[at]

    def _store(self, at, value):
        if self._kind is _COMPLEX:
            flat = self._memory.written
            flat[2 * at] = value.real
            flat[2 * at + 1] = value.imag
        else:
            self._memory.written[at] = value

    def _reach(self, key):
        """Where a key leads: an offset, and the lengths and strides that are left."""
        keys = key if type(key) is tuple else (key,)
        if len(keys) > len(self._shape):
            raise IndexError(
                f"{len(keys)} indices into an array of {len(self._shape)} dimensions"
            )
        offset = self._offset
        shape = []
        strides = []
        for axis, part in enumerate(keys):
            length = self._shape[axis]
            step = self._strides[axis]
            if isinstance(part, slice):
                start, stop, stride = part.indices(length)
                shape.append(len(range(start, stop, stride)))
                strides.append(step * stride)
                if shape[-1]:
                    offset += start * step
                continue
            try:
                i = _index(part)
            except TypeError:
                raise TypeError(
                    "an array is indexed by ints and slices, one for each axis,"
                    f" not by {type(part).__name__}"
                ) from None
            if not -length <= i < length:
                raise IndexError(f"index {i} is out of range on axis {axis} of size {length}")
            offset += (i + length if i < 0 else i) * step
        rest = len(keys)
        return offset, tuple(shape) + self._shape[rest:], tuple(strides) + self._strides[rest:]

    def _assign(self, value):
        if isinstance(value, array):
            if value._shape != self._shape:
                raise ValueError(
                    f"an array of shape {value._shape} is assigned to a part of shape"
                    f" {self._shape}; the shapes must be the same"
                )
            _apply("set", self, value)
        elif isinstance(value, (list, tuple, range)):
            self._assign(_of_sequence(value, self._kind))
        else:
            _apply("set", self, _checked(self._kind, value))

    def fill(self, value):
        """Stores the same value everywhere."""
        _apply("set", self, _checked(self._kind, value))

    def _contiguous(self):
        if 0 in self._shape:
            return True
        return all(
            length == 1 or step == plain
            for length, step, plain in zip(self._shape, self._strides, _strides(self._shape))
        )

    def _line(self, flat):
        """The part of a memoryview that this array of one dimension is."""
        count = self._shape[0]
        if not count:
            return flat[:0]
        start = self._offset
        step = self._strides[0]
        stop = start + count * step
        return flat[start : (None if stop < 0 else stop) : step]

    def __iter__(self):
        if len(self._shape) == 1 and self._kind is not _COMPLEX:
            return self._elements()
        return (self[i] for i in range(self._shape[0]))

    def _elements(self):
        memory = self._memory
        at = self._offset
        step = self._strides[0]
        for _ in range(self._shape[0]):
            yield memory.read[at]
            at += step

    def _values(self):
        """All elements, in the order of their indices."""
        kind = self._kind
        if kind is not _COMPLEX:
            if len(self._shape) == 1:
                return self._line(self._memory.read).tolist()
            if self._contiguous():
                flat = self._memory.read
                return flat[self._offset : self._offset + self.size].tolist()
        return [self._load(at) for at in self._offsets()]

    def _offsets(self):
        offsets = [self._offset]
        for length, step in zip(self._shape, self._strides):
            offsets = [at + i * step for at in offsets for i in range(length)]
        return offsets

    def tolist(self):
        """The elements in nested lists."""
        values = self._values()
        for length in reversed(self._shape[1:]):
            rows = len(values) // length if length else 0
            values = [values[i * length : (i + 1) * length] for i in range(rows)]
        if 0 in self._shape[1:]:
            return [self[i].tolist() for i in range(self._shape[0])]
        return values

    # New arrays

    def copy(self):
        """The same elements in memory of their own."""
        return self.astype(self._kind.name)

    def astype(self, dtype):
        """A copy whose elements are float(x), int(x), bool(x) or complex(x) of these."""
        kind = _type_of(dtype)
        result = _empty(kind, self._shape)
        if kind is self._kind:
            if self._contiguous():
                scale = 2 if kind is _COMPLEX else 1
                start = self._offset * scale
                flat = self._memory.read
                result._memory.written[:] = flat[start : start + self.size * scale]
            else:
                _apply("set", result, self)
        elif kind.is_int:
            _apply("int", result, self)
        elif kind is _BOOL:
            _apply("bool", result, self)
        elif kind is _COMPLEX:
            _apply("set", result, self)
        else:
            _apply("float", result, self)
        return result

    def reshape(self, *shape):
        """The same elements in another shape: a view, or a copy where the memory has gaps."""
        lengths = _shape_of(shape[0] if len(shape) == 1 else shape)
        if _count(lengths) != self.size:
            raise ValueError(
                f"an array of shape {self._shape} has {self.size} elements,"
                f" and shape {lengths} has {_count(lengths)}"
            )
        source = self if self._contiguous() else self.copy()
        return _view(source._kind, source._memory, source._offset, lengths, _strides(lengths))

    # Numbers made of all elements

    def sum(self):
        """The elements added one after the other; int 0 or 0.0 to begin with."""
        if self._kind is not _COMPLEX:
            done = _bindings.elementwise("sum", (self._layout,))
            if done is not False:
                return done[0]
        total = {_COMPLEX: 0j, _FLOAT: 0.0, _SINGLE: 0.0}.get(self._kind, 0)
        for value in self._values():
            total = total + value
        return total

    def min(self):
        """The least element, as min() of the elements gives it."""
        return self._extreme("min", min)

    def max(self):
        """The greatest element, as max() of the elements gives it."""
        return self._extreme("max", max)

    def _extreme(self, name, plain):
        if not self.size:
            raise ValueError(f"{name}() of an array without elements")
        if self._kind is not _COMPLEX:
            done = _bindings.elementwise(name, (self._layout,))
            if done is not False:
                return done[0]
        return plain(self._values())

    # Element by element

    def __add__(self, other):
        return _binary("+", self, other)

    def __radd__(self, other):
        return _binary("+", other, self)

    def __iadd__(self, other):
        return _in_place("+", self, other)

    def __sub__(self, other):
        return _binary("-", self, other)

    def __rsub__(self, other):
        return _binary("-", other, self)

    def __isub__(self, other):
        return _in_place("-", self, other)

    def __mul__(self, other):
        return _binary("*", self, other)

    def __rmul__(self, other):
        return _binary("*", other, self)

    def __imul__(self, other):
        return _in_place("*", self, other)

    def __truediv__(self, other):
        return _binary("/", self, other)

    def __rtruediv__(self, other):
        return _binary("/", other, self)

    def __itruediv__(self, other):
        return _in_place("/", self, other)

    def __floordiv__(self, other):
        return _binary("//", self, other)

    def __rfloordiv__(self, other):
        return _binary("//", other, self)

    def __ifloordiv__(self, other):
        return _in_place("//", self, other)

    def __mod__(self, other):
        return _binary("%", self, other)

    def __rmod__(self, other):
        return _binary("%", other, self)

    def __imod__(self, other):
        return _in_place("%", self, other)

    def __pow__(self, other):
        return _binary("**", self, other)

    def __rpow__(self, other):
        return _binary("**", other, self)

    def __ipow__(self, other):
        return _in_place("**", self, other)

    def __lt__(self, other):
        return _binary("<", self, other)

    def __le__(self, other):
        return _binary("<=", self, other)

    def __eq__(self, other):
        return _binary("==", self, other)

    def __ne__(self, other):
        return _binary("!=", self, other)

    def __ge__(self, other):
        return _binary(">=", self, other)

    def __gt__(self, other):
        return _binary(">", self, other)

    def __neg__(self):
        return _unary("neg", self)

    def __pos__(self):
        return self.copy() if self._kind is not _BOOL else self.astype("int64")

    def __abs__(self):
        return _unary("abs", self)

    def __contains__(self, value):
        return value in self._values()

    # The whole

    def __repr__(self):
        text = _text(self, " " * len("array("), self.size > _LONGEST_REPR)
        shape = f", shape={self._shape}" if 0 in self._shape or self.size > _LONGEST_REPR else ""
        return f"array({text}{shape}, dtype={self._kind.name})"

    def __reduce__(self):
        memory, start = self._plain()
        return self._reduced(bytes(memory[start : start + self.nbytes]))

    def _reduced(self, data):
        return _rebuild, (self._kind.name, self._shape, data)

    def _packed(self):
        """This array, or a copy where it has gaps."""
        return self if self._contiguous() else self.copy()

    def _plain(self):
        """Bytes that have all elements in their order without gaps, and the first of them there."""
        source = self._packed()
        return source._memory.bytes(), source._offset * self._kind.itemsize

    def _bytes(self):
        """A memoryview of such memory, of bytes."""
        memory, start = self._plain()
        return memoryview(memory)[start : start + self.nbytes]

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()


array.__module__ = "epochly"


def _text(part, indent, short):
    """Nested brackets; of a long axis only its ends."""
    length = len(part)
    at = range(length)
    if short and length > 2 * _EDGE:
        at = [*range(_EDGE), None, *range(length - _EDGE, length)]
    if part.ndim == 1:
        return "[" + ", ".join(["..." if i is None else repr(part[i]) for i in at]) + "]"
    rows = ["..." if i is None else _text(part[i], indent + " ", short) for i in at]
    return "[" + (",\n" + indent + " ").join(rows) + "]"


# What is done to each element


def _power(x, y):
    return x**y


_PLAIN = {
    "+": _operator.add,
    "-": _operator.sub,
    "*": _operator.mul,
    "/": _operator.truediv,
    "//": _operator.floordiv,
    "%": _operator.mod,
    "**": _power,
    "<": _operator.lt,
    "<=": _operator.le,
    "==": _operator.eq,
    "!=": _operator.ne,
    ">=": _operator.ge,
    ">": _operator.gt,
}
_ALONE = {"neg": _operator.neg, "abs": abs, "int": int, "float": float, "bool": bool}
_COMPARISONS = frozenset(("<", "<=", "==", "!=", ">=", ">"))


def _apply(op, out, *operands):
    """Stores op of the operands into out; where it raises, out stays as it was."""
    kinds = [x._kind for x in (out, *operands) if isinstance(x, array)]
    if _COMPLEX not in kinds:
        operands = [
            x.copy() if isinstance(x, array) and _overlaps(out, x) else x for x in operands
        ]
        parts = (out._layout, *[x._layout if isinstance(x, array) else x for x in operands])
        if _bindings.elementwise(op, parts) is not False:
            return out
    lists = [x._values() if isinstance(x, array) else _repeat(x) for x in operands]
    if op == "set":
        results = lists[0]
    elif len(lists) == 1:
        results = map(_ALONE[op], lists[0])
    else:
        results = map(_PLAIN[op], *lists)
    kind = out._kind
    checked = [_checked(kind, value) for value, _ in zip(results, range(out.size))]
    for at, value in zip(out._offsets(), checked):
        out._store(at, value)
    return out


def _overlaps(out, x):
    """Whether storing into one may change an element of the other that is still to be read."""
    return out._memory is x._memory and (out._offset, out._shape, out._strides) != (
        x._offset,
        x._shape,
        x._strides,
    )


def _operand(x):
    """What stands for a value in an operation, and its element type; None where it has none."""
    if isinstance(x, array):
        return x, x._kind
    if type(x) in _OF_PYTHON:
        return x, _OF_PYTHON[type(x)]
    for plain in (int, float, complex):
        if isinstance(x, plain):
            return plain(x), _OF_PYTHON[plain]
    return x, None


def _result_type(op, x, a, y, b):
    """The element type of x op y; a and b are the ones of x and y."""
    if op in _COMPARISONS:
        return _BOOL
    if a is _COMPLEX or b is _COMPLEX:
        return _COMPLEX
    x_array = isinstance(x, array)
    y_array = isinstance(y, array)
    a_float = a is _FLOAT or a is _SINGLE
    b_float = b is _FLOAT or b is _SINGLE
    if a_float or b_float:
        if not x_array and b_float or a is b:
            return b
        if not y_array and a_float:
            return a
        return _FLOAT
    if op == "/" or op == "**" and not y_array and y < 0:
        return _FLOAT
    if a is _BOOL and b is _BOOL:
        return _INT
    if not x_array:
        a = _BOOL if b is not _BOOL else a
    if not y_array:
        b = _BOOL if a is not _BOOL else b
    return _RANK[max(_RANK.index(a), _RANK.index(b))]


def _same_shape(op, x, y):
    if isinstance(x, array) and isinstance(y, array) and x._shape != y._shape:
        raise ValueError(
            f"the operands of {op} have the shapes {x._shape} and {y._shape};"
            " arrays of one shape are combined, or an array and a number"
        )


def _binary(op, x, y):
    x, a = _operand(x)
    y, b = _operand(y)
    if a is None or b is None:
        return NotImplemented
    _same_shape(op, x, y)
    shape = x._shape if isinstance(x, array) else y._shape
    return _apply(op, _empty(_result_type(op, x, a, y, b), shape), x, y)


def _in_place(op, x, y):
    y, b = _operand(y)
    if b is None:
        return NotImplemented
    _same_shape(op, x, y)
    return _apply(op, x, x, y)


def _unary(op, x):
    kind = x._kind
    if kind is _BOOL:
        kind = _INT
    elif kind is _COMPLEX and op == "abs":
        kind = _FLOAT
    return _apply(op, _empty(kind, x._shape), x)


# Making arrays


def _of_buffer(view, kind):
    code = view.format.lstrip("@")
    size = view.itemsize
    if view.ndim == 0:
        raise ValueError("a buffer without dimensions; an array has at least one")
    if code in ("l", "n") and size == 8:
        code = "q"
    if code in ("l", "n") and size == 4:
        code = "i"
    source = next((t for t in _RANK[:-1] if t.code == code and t.itemsize == size), None)
    if source is None and code not in ("b", "h", "H", "I", "L", "Q", "N"):
        raise TypeError(
            f"a buffer of format '{view.format}' cannot become an array;"
            " it takes bools, ints of up to 8 bytes, and floats of 4 or 8"
        )
    if source is None:
        result = _of_values(_flattened(view.tolist(), view.ndim), view.shape, _INT)
    else:
        result = _over(source, bytearray(view.tobytes()), tuple(view.shape))
    return result if kind is None or kind is result._kind else result.astype(kind.name)


def _flattened(values, ndim):
    for _ in range(ndim - 1):
        values = [value for row in values for value in row]
    return values


def _of_sequence(data, kind):
    try:
        values = list(data)
    except TypeError:
        raise TypeError(
            f"an array is made of sequences of numbers or of a buffer, not of {type(data).__name__}"
        ) from None
    shape = [len(values)]
    while values and isinstance(values[0], (list, tuple, range, array, memoryview, _machine)):
        rows = values
        length = len(rows[0])
        values = []
        for row in rows:
            if not isinstance(row, (list, tuple, range, array, memoryview, _machine)):
                raise ValueError(f"a row is a {type(row).__name__}; all rows must be sequences")
            if len(row) != length:
                raise ValueError(
                    f"rows have {length} and {len(row)} elements; all rows of an array are as long"
                )
            values.extend(row)
        shape.append(length)
    return _of_values(values, tuple(shape), kind)


def _of_values(values, shape, kind):
    if kind is None:
        kind = _common_type(values)
    try:
        return _over(kind, _packed(values, kind), shape)
    except (TypeError, ValueError, OverflowError):
        # One by one, so that the error tells what was wrong.
        result = _empty(kind, shape)
        for at, value in enumerate(values):
            result._store(at, _checked(kind, value))
        return result


def _packed(values, kind):
    """The bytes of elements, as long as every one is simple."""
    if kind is _COMPLEX:
        parts = []
        for value in values:
            value = _checked(kind, value)
            parts += (value.real, value.imag)
        return bytearray(memoryview(_machine("d", parts)).tobytes())
    if kind is _BOOL:
        return bytearray([_checked(kind, value) for value in values])
    return bytearray(memoryview(_machine(kind.code, values)).tobytes())


def _common_type(values):
    kinds = set(map(type, values))
    for kind in kinds:
        if not issubclass(kind, (int, float, complex)):
            raise TypeError(f"an array holds numbers, and one of these is a {kind.__name__}")
    if not kinds:
        return _FLOAT
    for plain in (complex, float, int):
        if any(issubclass(kind, plain) and kind is not bool for kind in kinds):
            return _OF_PYTHON[plain]
    return _BOOL


def zeros(shape, dtype="float64"):
    """An array of zeros (False where elements are bools)."""
    return _empty(_type_of(dtype), _shape_of(shape))


def full(shape, value, dtype=None):
    """An array of one value; dtype is the one of the value unless it is given."""
    kind = _operand(value)[1] if dtype is None else _type_of(dtype)
    if kind is None or isinstance(value, array):
        raise TypeError(f"full() takes a number as value, not a {type(value).__name__}")
    result = _empty(kind, _shape_of(shape))
    result.fill(value)
    return result


def arange(*bounds, dtype=None):
    """arange([start,] stop[, step]): ints as of range(); of floats, start + i * step."""
    if not 1 <= len(bounds) <= 3:
        raise TypeError(f"arange() takes 1 to 3 numbers, and {len(bounds)} were given")
    for bound in bounds:
        if not isinstance(bound, (int, float)):
            raise TypeError(f"arange() takes ints and floats, not {type(bound).__name__}")
    start, stop, step = (0, bounds[0], 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    if step == 0:
        raise ValueError("the step of arange() is zero")
    if all(isinstance(bound, int) for bound in bounds):
        return _of_values(range(start, stop, step), (len(range(start, stop, step)),), _INT).astype(
            "int64" if dtype is None else dtype
        )
    from math import ceil

    count = max(0, ceil((stop - start) / step))
    values = [start + i * step for i in range(count)]
    return _of_values(values, (count,), _FLOAT if dtype is None else _type_of(dtype))


_bindings.set_array_type(array)
