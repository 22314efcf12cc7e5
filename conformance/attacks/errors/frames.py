# tries: to walk from its own frame into those of the host, and read or change what they hold
# stopped by: the host's functions hold nothing of the host
# control: host-classes
# evidence: reveals java
# denied: nothing

import gc
import sys


def attack(scene):
    found = []
    frame = sys._getframe()
    while frame is not None:
        found.append(repr(frame.f_code) + repr(sorted(frame.f_locals)) + repr(sorted(frame.f_globals)))
        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):
            if not isinstance(value, (str, dict, list)):
                found.append(f"{type(value)} {value!r}")
        frame = frame.f_back
    try:
        import java

        found.append(repr(java.type("java.lang.Thread").currentThread().getStackTrace()[0]))
    except KeyError:
        pass
    return found
