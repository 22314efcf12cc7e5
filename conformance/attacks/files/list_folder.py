# tries: to list a folder of the host, three ways
# stopped by: files
# control: read
# evidence: token
# denied: PermissionError

import glob
import os
import pathlib


def attack(scene):
    ways = (
        lambda: os.listdir(scene.secrets),
        lambda: [entry.name for entry in os.scandir(scene.secrets)],
        lambda: [path.name for path in pathlib.Path(scene.secrets).iterdir()],
        lambda: [os.path.basename(path) for path in glob.glob(scene.secrets + "/*")],
    )
    last = PermissionError()
    for way in ways:
        try:
            if "marker.txt" in way():
                return scene.token
        except OSError as error:
            last = error
    raise last
