# tries: to confuse the host by an error whose type, text and traceback are hostile
# stopped by: the host asks for text, and takes any failure for the guest's
# control: honest
# evidence: token
# denied: Exception Evil TypeError RuntimeError RecursionError
# marks: fresh


class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__", "__name__"):
            raise RuntimeError("no name")
        return super().__getattribute__(name)


class Evil(Exception, metaclass=Meta):
    def __str__(self):
        return 7

    def __getattribute__(self, name):
        if name in ("__traceback__", "__context__", "__cause__"):
            raise RuntimeError("no traceback")
        return super().__getattribute__(name)


def attack(scene):
    if scene.hostile:
        raise Evil()
    return scene.token
