"""Joins Python functions to the runtime."""

from time import perf_counter_ns as _clock

_FUNCTION = type(lambda: None)
_MARK = "__epochly__"

_VARARGS = 0x04
_VARKEYWORDS = 0x08
_GENERATOR = 0x20
_COROUTINE = 0x80
_ITERABLE_COROUTINE = 0x100
_ASYNC_GENERATOR = 0x200


def kernel_of(function):
    """The runtime's side of an optimized function, or None."""
    function = getattr(function, "__func__", function)
    mark = getattr(function, _MARK, None)
    return None if mark is None else mark[0]


def optimize(function, level, parallel, fastmath, device, signatures=()):
    """The function that stands for ``function`` from now on."""
    if isinstance(function, staticmethod):
        inner = optimize(function.__func__, level, parallel, fastmath, device, signatures)
        return staticmethod(inner)
    if isinstance(function, classmethod):
        inner = optimize(function.__func__, level, parallel, fastmath, device, signatures)
        return classmethod(inner)
    if type(function) is not _FUNCTION:
        raise TypeError(_not_a_function(function))
    mark = getattr(function, _MARK, None)
    if mark is not None and mark[1] is function:
        function = function.__wrapped__
    code = function.__code__
    flags = code.co_flags
    count = code.co_argcount
    names = code.co_varnames
    named = names[count : count + code.co_kwonlyargcount]
    at = count + len(named)
    rest = others = ""
    if flags & _VARARGS:
        rest = names[at]
        at += 1
    if flags & _VARKEYWORDS:
        others = names[at]
    refusal = _refusal(function.__name__, flags, rest, others)
    kernel = _runtime.create(
        function,
        function.__globals__,
        code.co_freevars,
        function.__closure__ or (),
        function.__name__,
        function.__qualname__,
        code.co_filename,
        code.co_firstlineno,
        names[:count] + named,
        (
            -1 if level is None else level,
            parallel is not False,
            fastmath,
            device,
        ),
        refusal,
    )
    name = function.__name__
    keyword_defaults = function.__kwdefaults__ or {}
    wrapper = _runtime.wrap(
        kernel,
        function,
        name if name.isidentifier() and not name.startswith("_") else "function",
        refusal is None,
        _clock,
        names[:count],
        code.co_posonlyargcount,
        function.__defaults__,
        named,
        keyword_defaults,
        tuple(keyword_defaults),
        rest,
        others,
    )
    for attribute in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
        setattr(wrapper, attribute, getattr(function, attribute))
    type_params = getattr(function, "__type_params__", ())
    if type_params:
        wrapper.__type_params__ = type_params
    wrapper.__dict__.update(function.__dict__)
    wrapper.__wrapped__ = function
    setattr(wrapper, _MARK, (kernel, wrapper))
    if signatures and refusal is None:
        from ._signatures import compile_ahead

        positional = function.__defaults__ or ()
        defaults = dict(zip(names[count - len(positional) : count], positional))
        defaults.update(keyword_defaults)
        compile_ahead(
            signatures,
            function,
            names[:count] + named,
            defaults,
            lambda arguments: [str(result) for result in _runtime.prepare(kernel, arguments)],
        )
    if flags & (_COROUTINE | _ITERABLE_COROUTINE):
        from inspect import markcoroutinefunction

        markcoroutinefunction(wrapper)
    return wrapper


def _refusal(name, flags, rest, others):
    if flags & _ASYNC_GENERATOR:
        return "an async generator is not compiled"
    if flags & (_COROUTINE | _ITERABLE_COROUTINE):
        return "an async function is not compiled"
    if flags & _GENERATOR:
        return "a generator is not compiled; return a list, or compile the function that it calls"
    if rest:
        return f"a function with *{rest} is not compiled; name its parameters"
    if others:
        return f"a function with **{others} is not compiled; name its parameters"
    if name == "<lambda>":
        return "a lambda is not compiled; write it as a def"
    return None


def _not_a_function(value):
    if isinstance(value, type):
        return f"optimize() takes functions, and {value.__qualname__} is a class; decorate its methods"
    if isinstance(value, property):
        return "optimize() takes functions, and this is a property; put @property above @optimize"
    kind = type(value).__name__
    if callable(value):
        return (
            f"optimize() takes functions written in Python with def, and this is a {kind};"
            " wrap it in one"
        )
    return f"optimize() takes functions, and this is a {kind}"


def set_array_type(type):
    _runtime.set_array_type(type)


def memory(held, leave):
    """What stands for a bytearray that may go to a device; leave(stale) hears when it does."""
    return _runtime.memory(held, leave)


def bring_home(memory, to_write):
    """Has such bytes be here, before they are read or written."""
    _runtime.bring_home(memory, to_write)


def show(memory):
    """Has such bytes be here for ever."""
    _runtime.show(memory)


def layout(memory, storage, offset, shape, strides):
    """What kernels know an array by; offset and strides count bytes."""
    return _runtime.layout(memory, storage, offset, shape, strides)


def elementwise(operation, operands):
    """A sequence that holds the result, or False where it has to be done here."""
    return _runtime.elementwise(operation, operands)


def set_parallel_range(function):
    _runtime.set_parallel_range(function)


def set_level(level):
    return _runtime.set_level(level)


def enter_context(enabled, level):
    _runtime.enter_context(enabled, -1 if level is None else level)


def leave_context():
    _runtime.leave_context()


def status():
    (
        version,
        enabled,
        level,
        guest_jit,
        workers,
        devices,
        missing_devices,
        emergency,
        access,
        max_level,
        threads,
    ) = _runtime.status()
    return {
        "initialized": True,
        "version": version,
        "enabled": enabled,
        "enhancement_level": level,
        "max_level": max_level,
        "guest_jit": guest_jit,
        "workers": workers,
        "devices": list(devices),
        "missing_devices": missing_devices,
        "emergency_disabled": emergency,
        "access": access,
        "guest_threads": threads,
    }


def metrics():
    """calls, compiled calls, seconds to compile, level, counts of fallbacks by kind, work of devices."""
    calls, compiled, seconds, level, fallbacks, launches, uploaded, downloaded = _runtime.metrics()
    kinds = {str(kind): count for kind, count in fallbacks}
    return calls, compiled, seconds, level, kinds, launches, uploaded, downloaded


def stats():
    """One tuple per piece of code."""
    return [tuple(row) for row in _runtime.stats()]


def explain(kernel):
    return _runtime.explain(kernel)


def set_enabled(enabled):
    _runtime.set_enabled(enabled)


def set_tuning(key, value):
    _runtime.set_tuning(key, value)


def config():
    """What may be set beside the level, and what the host says of settings of its own."""
    jit_threshold, workers, backend, reserved = _runtime.config()
    settings = {
        "jit_threshold": jit_threshold,
        "max_workers": workers,
        "parallel_backend": str(backend),
    }
    texts = [str(text) for text in reserved]
    return settings, dict(zip(texts[::2], texts[1::2]))
