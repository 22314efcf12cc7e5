# tries: to read the environment
# stopped by: environment
# control: environment
# evidence: reveals variable
# denied: KeyError

import os


def attack(scene):
    return os.environ["PATH"]
