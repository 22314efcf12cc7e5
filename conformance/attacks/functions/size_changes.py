# tries: to change a list while the host copies it, by keys and items whose copying runs code
# stopped by: the host copies a snapshot, and exact types run no code
# control: honest
# evidence: received
# denied: TypeError
# footing: functions


def attack(scene):
    import epochly.host as host

    values = {}

    class Item:
        def __reduce__(self):
            values["more"] = 1

        def __hash__(self):
            values["more"] = 1
            return 1

        def __eq__(self, other):
            values["more"] = 1
            return True

    values.update(a=1, b=2)
    if scene.hostile:
        values[Item()] = 1
    host.take_dict(values)
