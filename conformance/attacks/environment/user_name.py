# tries: to learn the name of the user
# stopped by: guards; in a process the namespace too
# control: everything
# evidence: reveals user
# denied: nothing
# marks: guard-only

import getpass
import os
import pwd


def attack(scene):
    found = []
    for way in (getpass.getuser, lambda: pwd.getpwuid(os.getuid()).pw_name, lambda: os.getlogin()):
        try:
            found.append(f"<{way()}>")
        except (OSError, KeyError, AttributeError):
            pass
    return found
