# tries: to end the host's process by an exit whose status is hostile
# stopped by: an exit ends the call only
# control: honest
# evidence: token
# denied: exit Exception TypeError ValueError RuntimeError
# marks: fresh


class Status(int):
    def __and__(self, other):
        raise RuntimeError("no status")

    def __index__(self):
        raise RuntimeError("no index")


class Leave(SystemExit):
    @property
    def code(self):
        return Status(1 << 80)


def attack(scene):
    if scene.hostile:
        raise Leave(3)
    return scene.token
