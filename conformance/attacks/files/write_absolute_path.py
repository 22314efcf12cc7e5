# tries: to overwrite a file of the host by its absolute path
# stopped by: files
# control: write
# evidence: written
# denied: PermissionError


def attack(scene):
    with open(scene.marker, "w") as file:
        file.write("a guest was here")
