# tries: to start a program by a pickle
# stopped by: the context starts no processes
# control: processes
# evidence: written
# denied: PermissionError

import pickle


def attack(scene):
    command = f"echo a guest was here > {scene.marker}"
    pickle.loads(b"cos\nsystem\n(V" + command.encode() + b"\ntR.")
