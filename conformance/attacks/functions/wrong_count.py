# tries: to call a function of the host with too many, too few and named arguments
# stopped by: the host counts and checks
# control: honest
# evidence: received
# denied: TypeError
# footing: functions


def attack(scene):
    import epochly.host as host

    if not scene.hostile:
        return host.take_int(1)
    last = None
    for arguments in ((), (1, 2), (1,) * 1000, (None,), (1.5,), (True,), (1 << 63,)):
        try:
            host.take_int(*arguments)
        except TypeError as error:
            last = error
    raise last
