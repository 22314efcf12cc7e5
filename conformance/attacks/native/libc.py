# tries: to call a function of the C library
# stopped by: the context runs no native code
# control: native
# evidence: reveals pid
# denied: ImportError OSError

import ctypes


def attack(scene):
    return f"<{ctypes.CDLL(None).getpid()}>"
