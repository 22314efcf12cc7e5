"""Gives closed doors the exceptions that CPython raises, and hides facts about the host.

Manners, not the lock: the context refuses the same without them, but by errors that a guest cannot
catch. A few facts that the interpreter takes from the JVM (process id, user, home) are hidden here
only.
"""

import errno
import posix
import sys

__name__ = "<epochly>"

USER, UID, PID, PARENT = "guest", 1000, 2, 1
HOME = "/epochly/home"


# What is to be replaced, until all is put in place at once.
pending = []


def replace(module, name, replacement):
    """Replaces a function, also where a module that is loaded already holds it by that name."""
    original = getattr(module, name, None)
    if original is not None:
        pending.append((name, original, replacement))


def put_in_place():
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        for name, original, replacement in pending:
            if names.get(name) is original:
                names[name] = replacement
    pending.clear()


def refusal(name, error):
    def refuse(*args, **kwargs):
        raise error()

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


def close(module, names, error):
    for name in names.split():
        replace(module, name, refusal(name, error))


def not_permitted():
    return PermissionError(errno.EPERM, posix.strerror(errno.EPERM))


def not_implemented():
    return OSError(errno.ENOSYS, "Function not implemented")


def close_network():
    import _socket
    import select

    # No subclass: that would lead to the class that raises what nobody can catch.
    methods = [name for name in dir(_socket.socket) if not name.startswith("__")]
    refusals = {name: refusal(name, not_permitted) for name in ["__init__", *methods]}
    socket = type("socket", (), {"__slots__": (), **refusals})
    socket.__module__ = "_socket"
    _socket.socket = _socket.SocketType = socket
    close(
        _socket,
        "getaddrinfo gethostbyaddr gethostbyname gethostbyname_ex getnameinfo socketpair",
        not_permitted,
    )
    _socket.gethostname = lambda: "localhost"

    def waits(rlist, wlist, xlist, timeout=None, /):
        if rlist or wlist or xlist:
            raise not_permitted()
        if timeout is not None and timeout < 0:
            raise ValueError("timeout must be non-negative")
        import time

        while timeout is None:
            time.sleep(1)
        time.sleep(timeout)
        return [], [], []

    replace(select, "select", waits)


def close_processes():
    import _multiprocessing_graalpy
    import _posixsubprocess

    close(posix, "system execv execve fork kill killpg waitpid", not_permitted)
    close(_posixsubprocess, "fork_exec", not_permitted)
    close(_multiprocessing_graalpy, "_spawn_context", not_permitted)


def close_threads():
    import _thread

    close(_thread, "start_new_thread start_new", lambda: RuntimeError("can't start new thread"))


def blur_clock():
    """Cuts times to a tenth of a millisecond, in which caches cannot be told apart."""
    import time

    grain = 100_000

    def cut(measured):
        def measure():
            now = measured()
            return now - now % grain

        return measure

    def in_seconds(measured):
        return lambda: measured() / 1e9

    for name in "time perf_counter monotonic process_time thread_time".split():
        original = getattr(time, name + "_ns", None)
        if original is not None:
            measure = cut(original)
            measure.__name__ = measure.__qualname__ = name + "_ns"
            replace(time, name + "_ns", measure)
            seconds = in_seconds(measure)
            seconds.__name__ = seconds.__qualname__ = name
            replace(time, name, seconds)


def close_signals():
    import _signal

    # What CPython says where a guest is not the process's main program.
    close(
        _signal,
        "signal set_wakeup_fd",
        lambda: ValueError("signal only works in main thread of the main interpreter"),
    )
    close(_signal, "raise_signal alarm setitimer siginterrupt", not_permitted)


def hide_facts():
    import _crypt
    import pwd

    for name in "getuid geteuid getgid getegid".split():
        replace(posix, name, lambda: UID)
    replace(posix, "getpid", lambda: PID)
    replace(posix, "getppid", lambda: PARENT)
    replace(posix, "getpgrp", lambda: PID)
    close(posix, "getpgid getsid setpgid setpgrp setsid openpty fchown", not_implemented)
    close(_crypt, "crypt", not_implemented)

    entry = pwd.struct_passwd((USER, "x", UID, UID, "", HOME, "/bin/sh"))

    def getpwuid(uid):
        if uid != UID:
            raise KeyError(f"getpwuid(): uid not found: {uid}")
        return entry

    def getpwnam(name):
        if name != USER:
            raise KeyError(f"getpwnam(): name not found: {name!r}")
        return entry

    replace(pwd, "getpwuid", getpwuid)
    replace(pwd, "getpwnam", getpwnam)
    replace(pwd, "getpwall", lambda: [entry])

    # The interpreter sets this one for a packaging tool.
    leftover = "UNSAFE_PYO3_SKIP_VERSION_CHECK"
    if "os" in sys.modules:
        sys.modules["os"].environ.pop(leftover, None)
    posix.environ.pop(leftover.encode(), None)


def install(network, threads, clock, signals):
    hide_facts()
    close_processes()
    if not network:
        close_network()
    if not threads:
        close_threads()
    if not clock:
        blur_clock()
    if not signals:
        close_signals()
    put_in_place()


install
