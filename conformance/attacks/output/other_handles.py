# tries: to write to handles of the host's process that the guest was not given
# stopped by: files; handles are the guest's own
# control: honest
# evidence: token
# denied: OSError

import os


def attack(scene):
    last = None
    for handle in range(3, 64) if scene.hostile else (1,):
        try:
            os.write(handle, b"\n")
            return scene.token
        except OSError as error:
            last = error
    raise last
