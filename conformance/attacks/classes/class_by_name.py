# tries: to get a Java class by its name and read the host's properties
# stopped by: the context sees no host classes
# control: host-classes
# evidence: reveals path
# denied: KeyError

import java


def attack(scene):
    return java.type("java.lang.System").getProperty("java.home")
