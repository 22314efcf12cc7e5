"""Gives the guest the host's functions, as the module ``epochly.host``."""

import builtins
import sys
from types import ModuleType

__name__ = "<epochly>"
NAME = "epochly.host"


def install(call, encode, decode, names):
    errors = {
        name: getattr(builtins, name)
        for name in ("AttributeError", "TypeError", "ValueError", "RuntimeError")
    }

    def function(name):
        def caller(*arguments):
            answer = call(name, encode(list(arguments)))
            if isinstance(answer, str):
                return decode(answer.encode("latin-1"))
            raise errors[answer[0]](answer[1])

        caller.__name__ = caller.__qualname__ = name
        caller.__module__ = NAME
        caller.__doc__ = "A function of the host: takes data, and gives data."
        return caller

    module = ModuleType(NAME, "The functions that the host lets this guest call.")
    for name in list(names):
        setattr(module, name, function(name))
    sys.modules[NAME] = module


install
