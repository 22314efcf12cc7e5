# tries: to learn of the host by the interpreter's own modules and options
# stopped by: the file system has names of its own
# control: everything
# evidence: reveals path
# denied: nothing

import sys


def attack(scene):
    found = [repr(sys.flags), repr(sys.implementation), sys.version]
    for name in ("__graalpython__", "_sysconfig", "_imp", "polyglot", "java", "__polyglot__"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        for key, value in sorted(vars(module).items()):
            if isinstance(value, (str, bytes, list, tuple, dict)):
                found.append(f"{name}.{key}={value!r}")
        for key in ("home", "stdlib_home", "core_home", "capi_home", "get_toolchain_paths"):
            found.append(str(getattr(module, key, "")))
    return found
