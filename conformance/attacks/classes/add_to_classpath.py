# tries: to put a folder of the host on the Java class path
# stopped by: the context sees no host classes
# control: everything
# evidence: token
# denied: Exception AttributeError OSError PermissionError NotImplementedError RuntimeError

def attack(scene):
    import java

    java.add_to_classpath(scene.secrets)
    return scene.token
