# tries: to import a Java package as a module
# stopped by: the context sees no host classes
# control: host-classes
# evidence: reveals path
# denied: KeyError ImportError ModuleNotFoundError

def attack(scene):
    from java.lang import System

    return System.getProperty("java.home")
