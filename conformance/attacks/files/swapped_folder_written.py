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
