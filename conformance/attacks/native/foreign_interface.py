# tries: to import cffi's backend, or the interpreter's own way to native code
# stopped by: the context runs no native code
# control: native
# evidence: token
# denied: ImportError ModuleNotFoundError OSError

import ctypes


def attack(scene):
    try:
        import _cffi_backend

        _cffi_backend.FFI().dlopen(None)
    except ImportError:
        # Not there at all: what else leads to the same place?
        function = ctypes.CFUNCTYPE(ctypes.c_int)(("getppid", ctypes.CDLL(None)))
        function()
    return scene.token
