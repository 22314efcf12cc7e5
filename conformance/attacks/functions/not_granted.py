# tries: to call a function of the host that the policy does not grant
# stopped by: functions
# control: function
# evidence: received
# denied: ModuleNotFoundError


def attack(scene):
    import epochly.host

    return epochly.host.take_int(1)
