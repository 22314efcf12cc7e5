# tries: to read paths of the host in tracebacks of the library
# stopped by: the file system has names of its own
# control: everything
# evidence: reveals path
# denied: nothing

import traceback


def attack(scene):
    import json

    try:
        json.loads("{")
    except ValueError:
        return traceback.format_exc()
