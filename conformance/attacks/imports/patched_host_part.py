# tries: to have the host's own part of the guest run patched functions, and so get more
# stopped by: the host takes only data from a guest, whatever gave it
# control: read
# evidence: secret
# denied: nothing RuntimeError TypeError PermissionError
# marks: fresh

import builtins
import sys
import traceback


def attack(scene):
    seen = []

    def spying(*args, **keywords):
        frame = sys._getframe(1)
        while frame is not None:
            seen.append(frame.f_globals)
            frame = frame.f_back
        return ["patched"]

    traceback.format_exception = spying
    builtins.compile = spying
    for names in seen:
        for value in names.values():
            if "secret" in repr(value):
                return repr(value)
    with open(scene.secret_file) as file:
        return file.read()
