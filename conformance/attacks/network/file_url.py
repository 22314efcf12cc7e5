# tries: to read a file of the host by a file: URL
# stopped by: files
# control: read
# evidence: secret
# denied: urllib.error.URLError PermissionError

import urllib.request


def attack(scene):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return opener.open("file://" + scene.secret_file).read()
    except urllib.error.URLError:
        # The handler asks for the name of the machine, which a network answers.
        with open(scene.secret_file) as file:
            return file.read()
