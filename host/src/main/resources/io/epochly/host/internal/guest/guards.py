"""Gives closed doors the exceptions that CPython raises. Manners, not the lock: the context is."""

import sys


def denied(*args, **kwargs):
    raise PermissionError(1, "Operation not permitted")


def close_network():
    import _socket

    class socket(_socket.socket):
        __slots__ = ()

        def __init__(self, *args, **kwargs):
            raise PermissionError(1, "Operation not permitted")

    socket.__module__ = "_socket"
    _socket.socket = socket
    _socket.SocketType = socket
    for name in (
        "getaddrinfo gethostbyaddr gethostbyname gethostbyname_ex getnameinfo"
        " sethostname socketpair dup close if_nameindex if_nametoindex if_indextoname"
    ).split():
        if hasattr(_socket, name):
            setattr(_socket, name, denied)


def close_processes():
    import posix

    for name in (
        "fork forkpty system execv execve posix_spawn posix_spawnp kill killpg openpty"
        " wait wait3 wait4 waitpid setsid setpgid"
    ).split():
        if hasattr(posix, name):
            setattr(posix, name, denied)
    import _posixsubprocess

    _posixsubprocess.fork_exec = denied


def close_threads():
    import _thread

    def start_new_thread(*args, **kwargs):
        raise RuntimeError("can't start new thread")

    _thread.start_new_thread = start_new_thread
    _thread.start_new = start_new_thread
    if "threading" in sys.modules:
        sys.modules["threading"]._start_new_thread = start_new_thread


def close_signals():
    import _signal

    for name in "signal raise_signal alarm setitimer pthread_kill set_wakeup_fd siginterrupt".split():
        if hasattr(_signal, name):
            setattr(_signal, name, denied)


def virtual_facts():
    import posix

    facts = {"getpid": 2, "getppid": 1, "getuid": 1000, "geteuid": 1000, "getgid": 1000}
    facts |= {"getegid": 1000}
    for name, value in facts.items():
        setattr(posix, name, lambda value=value: value)


def install(network, threads, signals):
    virtual_facts()
    close_processes()
    if not network:
        close_network()
    if not threads:
        close_threads()
    if not signals:
        close_signals()
    if "os" in sys.modules:
        import os
        import posix

        for name in dir(posix):
            if hasattr(os, name) and not name.startswith("_"):
                if name not in ("environ",):
                    setattr(os, name, getattr(posix, name))
