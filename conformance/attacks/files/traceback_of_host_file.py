# tries: to have a traceback quote lines of a file of the host, by code that claims to come from it
# stopped by: files
# control: read
# evidence: secret
# denied: nothing

import traceback


def attack(scene):
    path = scene.secrets + "/plans.py"
    try:
        exec(compile("1 / 0", path, "exec"))
    except ZeroDivisionError:
        return traceback.format_exc()
