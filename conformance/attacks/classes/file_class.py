# tries: to read the secret by a Java class
# stopped by: the context sees no host classes
# control: host-classes
# evidence: secret
# denied: KeyError

import java


def attack(scene):
    files = java.type("java.nio.file.Files")
    return files.readString(java.type("java.nio.file.Path").of(scene.secret_file))
