# tries: to find names of Java classes in what objects say of themselves
# stopped by: the interpreter shows Python's names
# control: host-classes
# evidence: reveals java
# denied: nothing

import builtins
import sys


def attack(scene):
    found = []
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if name.startswith("__") and isinstance(value, str):
                continue
            if isinstance(value, (str, bytes, list, dict)):
                continue
            try:
                found.append(f"{type(value)!r} {value!r}")
            except Exception as error:
                found.append(repr(error))
    try:
        import java

        found.append(repr(java.type("java.util.ArrayList")()) + str(java.type("java.lang.Object")))
    except KeyError:
        pass
    return found
