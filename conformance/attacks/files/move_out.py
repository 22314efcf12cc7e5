# tries: to move a file of the host into a folder that the guest reads
# stopped by: files
# control: honest
# evidence: token
# denied: PermissionError
# footing: room

import os
import shutil


def attack(scene):
    source = scene.secret_file if scene.hostile else scene.room + "/in.txt"
    try:
        os.rename(source, scene.room + "/moved.txt")
    except PermissionError:
        shutil.move(source, scene.room + "/moved.txt")
    return scene.token
