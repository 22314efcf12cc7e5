# tries: to read a file of the host by its absolute path
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError


def attack(scene):
    with open(scene.secret_file) as file:
        return file.read()
