# tries: to open a file in a folder that is swapped for a link to the secrets between check and use
# stopped by: files
# control: read
# evidence: secret
# denied: nothing
# footing: room


def attack(scene):
    path = scene.room + "/swapped/secret.txt"
    for _ in range(600):
        try:
            with open(path) as file:
                text = file.read()
        except OSError:
            continue
        if text != "harmless":
            return text
