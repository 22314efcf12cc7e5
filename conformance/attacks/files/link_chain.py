# tries: to reach the secret through three links, the last of them relative
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError
# footing: room


def attack(scene):
    with open(scene.room + "/chain") as file:
        return file.read()
