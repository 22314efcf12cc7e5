# tries: to read by a worker what the guest itself may not read
# stopped by: files; a worker has the doors of its guest
# control: read
# evidence: secret
# denied: PermissionError FileNotFoundError
# footing: workers

import epochly


def attack(scene):
    file = scene.secret_file

    def read():
        with open(file) as opened:
            return opened.read()

    with epochly.Executor(1) as executor:
        return executor.submit(read).result(60)
