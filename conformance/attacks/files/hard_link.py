# tries: to make a hard or a symbolic link to the secret in a folder that the guest reads
# stopped by: files
# control: real-files
# evidence: secret
# denied: PermissionError
# footing: room

import os


def attack(scene):
    last = None
    for link in (os.link, os.symlink):
        path = f"{scene.room}/{link.__name__}"
        try:
            link(scene.secret_file, path)
            with open(path) as file:
                return file.read()
        except OSError as error:
            last = error
    raise last
