# tries: to read facts of the host in the texts of what it is refused
# stopped by: guards, and the host's own errors
# control: everything
# evidence: reveals path java
# denied: nothing

import os
import traceback


def attack(scene):
    found = []

    def note(action):
        try:
            found.append(repr(action()))
        except Exception as error:
            found.append(repr(error) + str(error) + traceback.format_exc())

    for name in ("os", "json", "nothing_of_that_name", "_ctypes", "sqlite3", "java", "polyglot"):
        note(lambda: __import__(name))
        note(lambda: __import__(name).__spec__)
    for path in ("/", "/etc/passwd", scene.secret_file, "\0", "x" * 5000, "/proc/self/exe"):
        note(lambda: open(path))
        note(lambda: os.listdir(path))
        note(lambda: os.stat(path))
        note(lambda: os.rename(path, path + "2"))
        note(lambda: os.readlink(path))
    note(lambda: __import__("ctypes").CDLL(None))
    note(lambda: __import__("subprocess").run(["true"]))
    note(lambda: __import__("socket").socket())
    note(lambda: __import__("threading").Thread(target=print).start())
    note(lambda: os.path.realpath("."))
    note(lambda: __import__("java").type("no.such.Type"))
    note(lambda: __import__("java").no.such)
    return found
