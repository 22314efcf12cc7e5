# tries: to have another guest import a module of the attacker's by a finder left behind
# stopped by: each guest has modules of its own
# control: same-guest
# evidence: token
# denied: ModuleNotFoundError
# marks: fresh

import importlib.machinery
import sys


class Finder:
    token = None

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == "wanted":
            return importlib.machinery.ModuleSpec(name, cls)

    @classmethod
    def create_module(cls, spec):
        return None

    @classmethod
    def exec_module(cls, module):
        module.token = cls.token


def attack(scene):
    Finder.token = scene.token
    sys.meta_path.append(Finder)


def second(scene):
    import wanted

    return wanted.token
