# tries: to list and to delete in a folder that is swapped for a link to the secrets between check
#   and use
# stopped by: files
# control: write
# evidence: written
# denied: nothing
# footing: room

import os


def attack(scene):
    for _ in range(600):
        try:
            os.remove(scene.room + "/swapped/plans.py")
            return
        except OSError:
            pass
