# tries: to make a device, a pipe or a socket file, or change the mode of a file of the host
# stopped by: files
# control: write
# evidence: token
# denied: PermissionError AttributeError

import os


def attack(scene):
    last = None
    for way in (
        lambda: os.mkfifo(scene.secrets + "/pipe"),
        lambda: os.mknod(scene.secrets + "/node"),
        lambda: os.chmod(scene.marker, 0o600),
        lambda: os.utime(scene.marker),
    ):
        try:
            way()
            return scene.token
        except (OSError, AttributeError) as error:
            last = error
    raise last
