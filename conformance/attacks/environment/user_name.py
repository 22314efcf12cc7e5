# tries: to learn the name of the user
# stopped by: what stands in the place of functions that tell of the host; in a process the namespace
#   too
# control: everything
# evidence: reveals user
# denied: nothing

import os
import pwd


def attack(scene):
    found = []
    # Not by getpass, whose native part only one context of a process can load where there is one.
    for way in (lambda: pwd.getpwuid(os.getuid()).pw_name, lambda: os.getlogin()):
        try:
            found.append(f"<{way()}>")
        except (OSError, KeyError, AttributeError):
            pass
    return found
