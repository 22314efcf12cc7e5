"""Gives closed doors the exceptions that CPython raises.

Manners, not the lock: the context refuses the same without them, but by errors that a guest cannot
catch. What no setting of a context refuses is taken out by facts.py.
"""

import errno
import posix

__name__ = "<epochly>"


def refusal(name, error):
    def refuse(*args, **kwargs):
        raise error()

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


def close(module, names, error):
    for name in names.split():
        yield module, name, refusal(name, error)


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
    yield from close(
        _socket,
        "getaddrinfo gethostbyaddr gethostbyname gethostbyname_ex getnameinfo socketpair",
        not_permitted,
    )

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

    yield select, "select", waits


def close_processes():
    import _multiprocessing_graalpy
    import _posixsubprocess

    yield from close(posix, "system execv execve fork kill killpg waitpid", not_permitted)
    yield from close(_posixsubprocess, "fork_exec", not_permitted)
    yield from close(_multiprocessing_graalpy, "_spawn_context", not_permitted)


def cannot_start():
    return RuntimeError("can't start new thread")


def close_threads():
    import _thread

    yield from close(_thread, "start_new_thread start_new", cannot_start)


def close_rarities():
    import _crypt

    names = "getpgid getsid setpgid setpgrp setsid openpty fchown"
    yield from close(posix, names, not_implemented)
    yield from close(_crypt, "crypt", not_implemented)


def install(in_place, network, threads):
    changes = [*close_rarities(), *close_processes()]
    if not network:
        changes += close_network()
    if not threads:
        changes += close_threads()
    in_place(changes)


install
