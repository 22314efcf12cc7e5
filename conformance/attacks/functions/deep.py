# tries: to overrun the host's stack by a deeply nested value
# stopped by: what is nested more than 64 deep does not cross
# control: honest
# evidence: received
# denied: ValueError RecursionError
# footing: functions


def attack(scene):
    import epochly.host as host

    value = []
    for _ in range(10**5 if scene.hostile else 10):
        value = [value]
    host.take_list(value)
