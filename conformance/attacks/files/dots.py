# tries: to leave the granted folder by ".."
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError
# footing: room


def attack(scene):
    with open(scene.room + "/sub/../../secrets/secret.txt") as file:
        return file.read()
