# tries: to have the host's own code in the guest call patched built-in functions
# stopped by: a value that is no data does not cross whatever they say
# control: honest
# evidence: received
# denied: Exception TypeError ValueError RuntimeError
# footing: functions
# marks: fresh

import builtins


def attack(scene):
    import epochly.host as host

    if scene.hostile:
        builtins.type = lambda value: list
        builtins.list = lambda value: iter(int, 1)
        builtins.len = lambda value: 1 << 31
    host.take_list(object() if scene.hostile else [1])
