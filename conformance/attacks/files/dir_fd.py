# tries: to open the secret relative to a handle of a granted folder, and after a change of folder
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError FileNotFoundError NotImplementedError
# footing: room
# marks: fresh

import os


def attack(scene):
    last = None
    try:
        os.chdir(scene.room)
        with open("../secrets/secret.txt") as file:
            return file.read()
    except OSError as error:
        last = error
    handle = os.open(scene.room, os.O_RDONLY)
    try:
        with open(os.open("../secrets/secret.txt", os.O_RDONLY, dir_fd=handle)) as file:
            return file.read()
    except OSError as error:
        last = error
    finally:
        os.close(handle)
    raise last
