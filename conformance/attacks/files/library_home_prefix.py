# tries: to leave the library's folder by "..", and to use names that only start like it
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError FileNotFoundError

import os


def attack(scene):
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.__file__)))
    last = None
    for start in (home, home + "-not", os.path.dirname(os.__file__), home + "/./"):
        path = start + "/.." * 12 + scene.secret_file
        try:
            with open(path) as file:
                return file.read()
        except OSError as error:
            last = error
    with open(scene.secret_file) as file:
        return file.read()
