# tries: to make a file in one of the usual folders for temporary files
# stopped by: files
# control: honest
# evidence: token
# denied: FileNotFoundError PermissionError
# footing: room

import tempfile


def attack(scene):
    tempfile.tempdir = None if scene.hostile else scene.room
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"a guest was here")
    return scene.token
