"""Keeps the host's part of Ctrl-C in place when a guest sets a handler of its own."""

__name__ = "<epochly>"


def install(detach, attach):
    import _signal
    import sys

    def undisturbed(function):
        def wrapper(*args):
            detach()
            try:
                return function(*args)
            finally:
                attach()

        wrapper.__name__ = wrapper.__qualname__ = function.__name__
        return wrapper

    for name in ("signal", "getsignal"):
        setattr(_signal, name, undisturbed(getattr(_signal, name)))
    # The module that guests import takes its functions from _signal when it is first imported.
    sys.modules.pop("signal", None)


install
