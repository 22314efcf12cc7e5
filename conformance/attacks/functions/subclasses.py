# tries: to run code of the guest while the host copies a value: subclasses of list, dict, str, int
# stopped by: only exact types cross
# control: honest
# evidence: received
# denied: TypeError
# footing: functions


class List(list):
    def __iter__(self):
        raise RuntimeError("run by the host")

    __len__ = __getitem__ = __iter__


class Dict(dict):
    def items(self):
        raise RuntimeError("run by the host")

    __iter__ = __len__ = keys = items


class Str(str):
    def encode(self, *args):
        raise RuntimeError("run by the host")

    isascii = __len__ = encode


class Int(int):
    def to_bytes(self, *args):
        raise RuntimeError("run by the host")

    __index__ = bit_length = to_bytes


def attack(scene):
    import epochly.host as host

    tries = (
        (host.take_list, List([1]), [1]),
        (host.take_dict, Dict(a=1), {"a": 1}),
        (host.take_str, Str("x"), "x"),
        (host.take_int, Int(1), 1),
        (host.take_list, [List([1])], [[1]]),
    )
    last = None
    for function, hostile, honest in tries:
        try:
            function(hostile if scene.hostile else honest)
        except TypeError as error:
            last = error
    if last is not None:
        raise last
