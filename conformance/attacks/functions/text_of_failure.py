# tries: to read in a failure of a function of the host what the host said
# stopped by: the guest hears that it failed, and no more
# control: read
# evidence: secret
# denied: nothing
# footing: functions

import traceback


def attack(scene):
    import epochly.host as host

    try:
        host.fail()
    except RuntimeError as error:
        found = traceback.format_exc() + repr(error.__dict__) + repr(error.__cause__)
    try:
        with open(scene.secret_file) as file:
            return file.read()
    except PermissionError:
        return found
