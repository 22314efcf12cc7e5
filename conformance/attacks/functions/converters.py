# tries: to pass objects that claim to be numbers or sequences
# stopped by: only exact types cross
# control: honest
# evidence: received
# denied: TypeError
# footing: functions


class Claims:
    def __index__(self):
        return 1

    def __float__(self):
        return 1.0

    def __len__(self):
        return 1 << 60

    def __getitem__(self, index):
        return 1

    def __iter__(self):
        while True:
            yield 1

    def __bytes__(self):
        return b"x"

    def __str__(self):
        return "x"

    keys = __iter__


def attack(scene):
    import epochly.host as host

    last = None
    for function, honest in (
        (host.take_int, 1),
        (host.take_float, 1.0),
        (host.take_list, [1]),
        (host.take_bytes, b"x"),
        (host.take_str, "x"),
        (host.take_dict, {}),
    ):
        try:
            function(Claims() if scene.hostile else honest)
        except TypeError as error:
            last = error
    if last is not None:
        raise last
