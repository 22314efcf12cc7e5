# tries: to import a module from a folder of the host
# stopped by: files
# control: read
# evidence: secret
# denied: ModuleNotFoundError

import sys


def attack(scene):
    sys.path.insert(0, scene.secrets)
    sys.path_importer_cache.clear()
    try:
        import plans

        return plans.PLAN
    finally:
        sys.path.remove(scene.secrets)
        sys.modules.pop("plans", None)
