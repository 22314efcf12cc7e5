# tries: to make a folder, and to change the permissions of a file, in a folder that is swapped for
#   a link to the secrets between check and use
# stopped by: files
# control: write
# evidence: written
# denied: nothing
# footing: room

import os


def attack(scene):
    for number in range(600):
        for attempt in (
            lambda: os.mkdir(f"{scene.room}/swapped/made{number}"),
            lambda: os.chmod(scene.room + "/swapped/marker.txt", 0),
        ):
            try:
                attempt()
            except OSError:
                pass
