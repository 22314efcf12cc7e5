# tries: to confuse the check of a path with bytes, surrogates, zeros and doubled slashes
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError FileNotFoundError ValueError
# footing: room


def attack(scene):
    path = scene.secret_file
    names = (
        path.encode(),
        "//" + path,
        path.replace("/", "//"),
        "/." + path,
        scene.room + "/in.txt\0/../../secrets/secret.txt",
        path + "\0",
        scene.room + "/\udc2e\udc2e/secrets/secret.txt",
        "file://" + path,
    )
    last = None
    for name in names:
        try:
            with open(name, "rb") as file:
                return file.read()
        except (OSError, ValueError) as error:
            last = error
    raise last
