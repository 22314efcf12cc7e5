# tries: to find the interpreter's own functions behind those that tell a guest who it is: in
#   closures, by loading the modules anew, and under other names
# stopped by: what stands in the place of functions that tell of the host, which leads nowhere
# control: everything
# evidence: reveals pid
# denied: nothing

import _imp
import importlib
import os
import posix
import sys
from importlib.machinery import ModuleSpec


def behind(function):
    for cell in getattr(function, "__closure__", None) or ():
        yield cell.cell_contents
    yield from getattr(function, "__globals__", {}).values()


def candidates():
    again = _imp.create_builtin(ModuleSpec("posix", None))
    _imp.exec_builtin(again)
    yield again.getpid
    try:
        yield importlib.reload(posix).getpid
    except Exception:
        pass
    for function in (os.getpid, os.getppid, os.uname, os.getuid):
        yield function
        yield from behind(function)
    for module in list(sys.modules.values()):
        yield getattr(module, "__dict__", {}).get("getpid")


def attack(scene):
    found = []
    for function in candidates():
        try:
            found.append(f"<{function()}>")
        except Exception:
            pass
    return found
