# tries: to call the host past the wrapper, with bytes that are no data
# stopped by: the host reads only whole data
# control: honest
# evidence: received
# denied: TypeError ValueError AttributeError RuntimeError
# footing: functions


def attack(scene):
    import epochly.host as host

    if not scene.hostile:
        return host.take_int(1)
    cells = {
        name: cell.cell_contents
        for name, cell in zip(host.take_int.__code__.co_freevars, host.take_int.__closure__)
    }
    call = cells["call"]
    last = None
    for data in (
        b"", b"L", b"L\xff\xff\xff\xff", b"L\x00\x00\x00\x01B\x7f\xff\xff\xff", b"?", b"I1234567",
        b"L\x00\x00\x00\x01" * 100000, b"L\x00\x00\x00\x01S\xff\xff\xff\xff", b"A", b"M\x80\x00\x00\x00",
    ):
        answer = call("take_int", data)
        last = TypeError(answer[1]) if not isinstance(answer, str) else None
        if last is None:
            return answer
    raise last
