# tries: to read a file of the host by the cache of source lines
# stopped by: files
# control: read
# evidence: secret
# denied: nothing

import linecache


def attack(scene):
    return linecache.getlines(scene.secrets + "/plans.py")
