"""Gives the guest the host's functions, as the module ``epochly.host``."""

import builtins
import sys
from types import ModuleType

NAME = "epochly.host"
ERRORS = {
    name: getattr(builtins, name)
    for name in ("AttributeError", "TypeError", "ValueError", "RuntimeError", "PermissionError")
}


def caller(call, encode, decode):
    """A function that calls one of the host's by name."""

    def call_by_name(name, *arguments):
        return decode(send(name, encode(list(arguments))).encode("latin-1"))

    send = sender(call)
    return call_by_name


def sender(call):
    """The same for bytes, and a str that holds bytes."""

    def send(name, data):
        answer = call(name, data)
        if isinstance(answer, str):
            return answer
        raise ERRORS[answer[0]](answer[1])

    return send


def install(call, names):
    def function(name):
        def host_function(*arguments):
            return call(name, *arguments)

        host_function.__name__ = host_function.__qualname__ = name
        host_function.__module__ = NAME
        host_function.__doc__ = "A function of the host: takes data, and gives data."
        return host_function

    module = ModuleType(NAME, "The functions that the host lets this guest call.")
    for name in list(names):
        setattr(module, name, function(name))
    sys.modules[NAME] = module
    # An import that finds it loaded does not put it into its package.
    __import__("epochly").host = module


globals()
