# tries: to copy memory by its address
# stopped by: the context runs no native code
# control: native
# evidence: token
# denied: ImportError OSError

import ctypes


def attack(scene):
    buffer = ctypes.create_string_buffer(b"held", 5)
    ctypes.memset(ctypes.addressof(buffer), 120, 1)
    if ctypes.string_at(ctypes.addressof(buffer), 4) == b"xeld":
        return scene.token
