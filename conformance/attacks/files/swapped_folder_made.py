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
        if not scene.hostile:
            break
    # The race is lost with the door open too where nothing is granted: this one is not.
    try:
        os.mkdir(scene.secrets + "/made")
    except OSError:
        pass
