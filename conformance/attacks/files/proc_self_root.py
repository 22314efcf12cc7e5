# tries: to reach the secret through /proc/self/root and /proc/self/cwd
# stopped by: files
# control: read
# evidence: secret
# denied: PermissionError FileNotFoundError


def attack(scene):
    last = None
    for way in ("/proc/self/root", "/proc/self/cwd/../../../../../..", "/proc/1/root", ""):
        try:
            with open(way + scene.secret_file) as file:
                return file.read()
        except OSError as error:
            last = error
    raise last
