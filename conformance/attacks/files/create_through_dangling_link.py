# tries: to make a file where a link of the granted folder points that leads to nothing yet
# stopped by: files
# control: write
# evidence: written
# denied: PermissionError
# footing: room


def attack(scene):
    with open(scene.room + "/new", "w") as file:
        file.write("a guest was here")
