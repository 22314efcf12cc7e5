"""Compiles numeric functions before their first run.

    import epochly

    @epochly.optimize
    def total(values):
        s = 0.0
        for v in values:
            s += v
        return s

An optimized function gives exactly what the plain one gives. Where that cannot be had, the plain
function runs, and ``epochly.explain(f)`` tells why.
"""

from . import _bindings

# Without what a closed guest may not have, and without a map that would hide the built-in one.
__all__ = [
    "arange",
    "array",
    "configure",
    "explain",
    "full",
    "get_config",
    "get_level",
    "get_metrics",
    "get_status",
    "optimize",
    "optimize_context",
    "prange",
    "set_level",
    "stats",
    "zeros",
]

__version__ = _bindings.status()["version"]

_LEVELS = "0 (watch), 1 (plain), 2 (compile), 3 (all cores) or 4 (device)"
_HIGHEST_WITHOUT_DEVICE = 3

_ARRAYS = ("arange", "array", "full", "zeros")
_WORKERS = ("Executor", "WorkerDied", "map")


def __getattr__(name):
    """Arrays are compiled when they are first wanted."""
    if name in _ARRAYS:
        from . import _array

        for wanted in _ARRAYS:
            globals()[wanted] = getattr(_array, wanted)
        return globals()[name]
    if name in _WORKERS:
        try:
            from . import _workers
        except ImportError:
            raise PermissionError(
                "this guest may not have workers: its policy opens that by allowWorkers, and the"
                " command line by --allow-workers"
            ) from None
        for wanted in _WORKERS:
            globals()[wanted] = getattr(_workers, wanted)
        return globals()[name]
    raise AttributeError(f"module 'epochly' has no attribute '{name}'")


def _check_level(level, name="level"):
    if isinstance(level, bool) or not isinstance(level, int):
        raise TypeError(f"{name} is of type {type(level).__name__}; it is {_LEVELS}, or None")
    if not 0 <= level <= 4:
        raise ValueError(f"{name} is {_LEVELS}")
    return level


def _check_bool(value, name):
    if not isinstance(value, bool):
        raise TypeError(f"{name} is of type {type(value).__name__}; it is True or False")
    return value


def _check_count(value, name):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is of type {type(value).__name__}; it is an int")
    if not 1 <= value <= 1_000_000:
        raise ValueError(f"{name} is to be 1 to 1000000")
    return value


def _check_backend(value, name):
    if not isinstance(value, str):
        raise TypeError(f"{name} is of type {type(value).__name__}; it is a str")
    if value not in ("auto", "context", "process"):
        raise ValueError(f'{name} is "auto", "context" or "process"')
    return value


_SETTINGS = {
    "enabled": _check_bool,
    "enhancement_level": _check_level,
    "level": _check_level,
    "jit_threshold": _check_count,
    "max_workers": _check_count,
    "parallel_backend": _check_backend,
}


def optimize(
    function=None,
    /,
    *,
    signature=None,
    level=None,
    parallel=None,
    fastmath=False,
    device=None,
):
    """Compiles a function before its first run; a decorator, bare or with arguments.

    signature: types to compile for at once, before any call: a text such as
        "float64(float64[:], int64)", or a list of them. float64, int64 and bool are numbers, T[:] is a
        list of them, T[:, :] a list of lists, array(T, n) a buffer of n dimensions such as
        array.array. What is said of the result is checked where the function compiles. Names that
        the function uses should be bound before; calls with other types compile as ever.
    level: 0 watches, 1 runs the plain function, 2 compiles, 3 runs loops on several cores where
        that changes nothing and pays, 4 runs them on a device, where functions of numbers may
        differ in their last bits; what no device runs falls to 3, and explain() says why. None
        takes the level of the guest, and never a device.
    parallel: False keeps loops on one core. True and None let level 3 decide.
    fastmath: whether float operations may be reassociated, which changes results slightly.
    device: the device that loops run on: "gpu", "cpu-opencl", or its numbers, as "0:1" or
        "opencl:0:1". None with level=4 takes the first one in get_status()["devices"].
    """
    if level is not None:
        _check_level(level)
    if parallel is not None:
        _check_bool(parallel, "parallel")
    _check_bool(fastmath, "fastmath")
    if device is not None:
        if not isinstance(device, str):
            raise TypeError(f"device is of type {type(device).__name__}; it is a name, or None")
        if not device:
            raise ValueError("device is empty; it is a name, or None")
    signatures = ()
    if signature is not None:
        from ._signatures import parse

        signatures = parse(signature)
    if function is None:
        return lambda f: _bindings.optimize(f, level, parallel, fastmath, device, signatures)
    return _bindings.optimize(function, level, parallel, fastmath, device, signatures)


class optimize_context:
    """Sets the level inside a ``with`` block, for the thread that runs it.

    It counts before the level of a function. ``enabled=False`` runs plain functions.
    """

    def __init__(self, level=None, *, enabled=True):
        self._level = None if level is None else _check_level(level)
        self._enabled = _check_bool(enabled, "enabled")

    def __enter__(self):
        _bindings.enter_context(self._enabled, self._level)
        return self

    def __exit__(self, *exception):
        _bindings.leave_context()
        return False


def prange(*arguments):
    """As ``range``; tells the compiler that the iterations may run in any order."""
    return range(*arguments)


_bindings.set_parallel_range(prange)


def set_level(level):
    """Sets the level of the guest, and returns the one that it is now: the host may set a limit."""
    return _bindings.set_level(_check_level(level))


def get_level():
    """The level that an optimized function without a level of its own asks for now."""
    return _bindings.status()["enhancement_level"]


def get_status():
    """What there is and what is switched on, as a dict."""
    status = _bindings.status()
    level = status["enhancement_level"]
    highest = 4 if status["devices"] else _HIGHEST_WITHOUT_DEVICE
    status["realized_level"] = min(level, highest) if status["enabled"] else 0
    status["telemetry"] = False
    status["notes"] = (
        [f"level {level} needs a device, and there is none: {status['missing_devices']}; functions run at level {highest}"]
        if level > highest
        else []
    )
    return status


def stats():
    """What optimized functions did so far: totals, and per function under ``functions``.

    ``loops`` of a function has what is known of each loop that may run on several cores, once per
    version: ``line``, ``runs_on_one_core``, ``runs_on_several_cores``,
    ``ns_per_step_on_one_core`` and ``ns_per_step_on_several_cores`` (None while not measured),
    ``last_run_on_several_cores``, ``last_choice`` ("guessed", "settling" while code is compiled,
    "tried", "measured", or None where nothing was chosen), and ``kept_whole``: how often a test
    before it found that iterations depend on each other.
    """
    functions = {}
    for name, calls, compiled, fallback, compile_ms, plain_ms, several, loops, level, reason in _bindings.stats():
        entry = functions.get(name)
        if entry is None:
            functions[name] = entry = {
                "calls": 0,
                "compiled_calls": 0,
                "fallback_calls": 0,
                "compile_ms": 0.0,
                "watched_ms": 0.0,
                "loops_on_several_cores": 0,
                "loops": [],
                "realized_level": level,
                "last_fallback_reason": None,
            }
        entry["calls"] += calls
        entry["compiled_calls"] += compiled
        entry["fallback_calls"] += fallback
        entry["compile_ms"] += compile_ms
        entry["watched_ms"] += plain_ms
        entry["loops_on_several_cores"] += several
        entry["loops"] += [_loop(*loop) for loop in loops]
        entry["realized_level"] = level
        if reason:
            entry["last_fallback_reason"] = str(reason)
    totals = {
        key: sum(entry[key] for entry in functions.values())
        for key in ("calls", "compiled_calls", "fallback_calls", "compile_ms", "watched_ms", "loops_on_several_cores")
    }
    totals["functions"] = functions
    return totals


def _loop(line, one, several, ns_on_one, ns_on_several, last_on_several, choice, kept_whole):
    return {
        "line": line,
        "runs_on_one_core": one,
        "runs_on_several_cores": several,
        "ns_per_step_on_one_core": ns_on_one if ns_on_one == ns_on_one else None,
        "ns_per_step_on_several_cores": ns_on_several if ns_on_several == ns_on_several else None,
        "last_run_on_several_cores": last_on_several,
        "last_choice": None if choice == "none" else str(choice),
        "kept_whole": kept_whole,
    }


def get_metrics():
    """What optimized functions of this guest did so far, in numbers: those that its host publishes of it.

    calls, compiled_calls, compile_seconds, level, fallback_calls: counts by the kind of reason,
    device_launches, and device_bytes: those of "upload" and of "download".
    """
    calls, compiled, seconds, level, fallbacks, launches, uploaded, downloaded = _bindings.metrics()
    return {
        "calls": calls,
        "compiled_calls": compiled,
        "fallback_calls": fallbacks,
        "compile_seconds": seconds,
        "level": level,
        "device_launches": launches,
        "device_bytes": {"upload": uploaded, "download": downloaded},
    }


def explain(function):
    """What was done with an optimized function, or why not; prints as text."""
    kernel = _bindings.kernel_of(function)
    if kernel is None:
        raise TypeError(
            f"explain() takes optimized functions, and this {type(function).__name__} is none;"
            " decorate it with @epochly.optimize"
        )
    from ._report import Explanation

    return Explanation(_bindings.explain(kernel))


def configure(**settings):
    """Sets what the guest may set, down from what the host set: ``enabled``, ``enhancement_level``
    (or ``level``), ``jit_threshold``, ``max_workers``, ``parallel_backend``.

    One that asks for more gets what the host set. All is checked before any is set; settings of the
    host raise a PermissionError, unless they are None.
    """
    reserved = _bindings.config()[1]
    for name, value in settings.items():
        check = _SETTINGS.get(name)
        if check is not None:
            check(value, name)
        elif name not in reserved:
            from difflib import get_close_matches

            known = [*_SETTINGS, *reserved]
            close = get_close_matches(name, known, 1)
            hint = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(known)}"
            raise TypeError(f"configure() has no setting '{name}'; {hint}")
        elif value is not None:
            raise PermissionError(reserved[name])
    for name, value in settings.items():
        if name in ("level", "enhancement_level"):
            _bindings.set_level(value)
        elif name == "enabled":
            _bindings.set_enabled(value)
        elif name in _SETTINGS:
            _bindings.set_tuning(name, value)


def get_config():
    """The settings of this guest as they are now, as a dict; not those that the host keeps."""
    status = _bindings.status()
    return {
        "enabled": status["enabled"],
        "enhancement_level": status["enhancement_level"],
        **_bindings.config()[0],
    }
