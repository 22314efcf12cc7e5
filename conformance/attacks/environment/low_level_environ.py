# tries: to read the environment by the low-level module
# stopped by: environment
# control: environment
# evidence: reveals variable
# denied: KeyError

import posix


def attack(scene):
    return posix.environ[b"PATH"].decode()
