# tries: to overwrite a file through a link in a writable folder
# stopped by: files
# control: write
# evidence: written
# denied: PermissionError
# footing: room


def attack(scene):
    with open(scene.room + "/to-marker", "w") as file:
        file.write("a guest was here")
