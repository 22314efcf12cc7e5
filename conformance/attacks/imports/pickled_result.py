# tries: to have the host build an object by what the guest returns
# stopped by: the host reads data, and what a guest returns stays in it
# control: processes
# evidence: written
# denied: PermissionError


import os


class Trap:
    def __init__(self, command):
        self.command = command

    def __str__(self):
        os.system(self.command)
        return "read"


def attack(scene):
    return Trap(f"echo a guest was here > {scene.marker}")
