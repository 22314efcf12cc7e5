# tries: to write and to move a file into a folder that is swapped for a link to the secrets
#   between check and use
# stopped by: files
# control: write
# evidence: written
# denied: nothing
# footing: room

import os


def attack(scene):
    for number in range(600):
        name = f"/moved{number}"
        try:
            with open(scene.room + "/swapped/made.txt", "w") as file:
                file.write("a guest was here")
        except OSError:
            pass
        try:
            with open(scene.room + name, "w") as file:
                file.write("a guest was here")
            os.rename(scene.room + name, scene.room + "/swapped" + name)
        except OSError:
            pass
        if not scene.hostile:
            break
    with_door(scene)


def with_door(scene):
    # The race is lost with the door open too where nothing is granted: this one is not.
    try:
        with open(scene.secrets + "/made.txt", "w") as file:
            file.write("a guest was here")
    except OSError:
        pass
