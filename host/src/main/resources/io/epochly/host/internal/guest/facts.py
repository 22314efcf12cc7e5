"""Answers what the interpreter would else tell of its host: which process, user and machine it is
on, and how late it is to the nanosecond. Keeps the handlers of the process's signals out of reach.

A lock, as nothing else closes these: they stand here whether there are guards or not, before any
code of the guest runs, and nothing leads from them to the functions that they replace. What has to
ask one of those does so by way of the host, which keeps it to itself.
"""

import errno
import posix
import sys

__name__ = "<epochly>"

USER, UID, PID, PARENT, MACHINE = "guest", 1000, 2, 1, "localhost"
HOME = "/epochly/home"


def identity(nameless):
    import _socket
    import pwd

    yield _socket, "gethostname", lambda: MACHINE
    hidden = nameless(posix.uname, MACHINE)
    yield posix, "uname", lambda: posix.uname_result(tuple(hidden()))
    for name in "getuid geteuid getgid getegid".split():
        yield posix, name, lambda: UID
    yield posix, "getgroups", lambda: [UID]
    yield posix, "getpid", lambda: PID
    yield posix, "getppid", lambda: PARENT
    yield posix, "getpgrp", lambda: PID

    entry = pwd.struct_passwd((USER, "x", UID, UID, "", HOME, "/bin/sh"))

    def getpwuid(uid):
        if uid != UID:
            raise KeyError(f"getpwuid(): uid not found: {uid}")
        return entry

    def getpwnam(name):
        if name != USER:
            raise KeyError(f"getpwnam(): name not found: {name!r}")
        return entry

    yield pwd, "getpwuid", getpwuid
    yield pwd, "getpwnam", getpwnam
    yield pwd, "getpwall", lambda: [entry]


def coarse_clocks(coarse):
    import time

    def in_seconds(measured):
        return lambda: measured() / 1e9

    def measuring(cut):
        return lambda: cut()

    for name in "time perf_counter monotonic process_time thread_time".split():
        original = getattr(time, name + "_ns", None)
        if original is not None:
            cut = coarse(original)
            yield time, name + "_ns", named(name + "_ns", measuring(cut))
            yield time, name, named(name, in_seconds(cut))


def signals_out_of_reach():
    import _signal

    def elsewhere():
        # What CPython says where a guest is not the process's main program.
        raise ValueError("signal only works in main thread of the main interpreter")

    def not_permitted():
        raise PermissionError(errno.EPERM, posix.strerror(errno.EPERM))

    def refusal(name, refuse):
        return named(name, lambda *args, **kwargs: refuse())

    for name in "signal set_wakeup_fd".split():
        yield _signal, name, refusal(name, elsewhere)
    for name in "raise_signal alarm setitimer siginterrupt".split():
        yield _signal, name, refusal(name, not_permitted)


def named(name, function):
    function.__name__ = function.__qualname__ = name
    return function


def forget_leftover():
    # The interpreter sets this one for a packaging tool.
    leftover = "UNSAFE_PYO3_SKIP_VERSION_CHECK"
    if "os" in sys.modules:
        sys.modules["os"].environ.pop(leftover, None)
    posix.environ.pop(leftover.encode(), None)


def install(in_place, nameless, coarse, precise, signals):
    changes = list(identity(nameless))
    if not precise:
        changes += coarse_clocks(coarse)
    if not signals:
        changes += signals_out_of_reach()
    in_place(changes)
    forget_leftover()


install
