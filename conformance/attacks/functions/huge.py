# tries: to fill the host's memory with an argument
# stopped by: the limit of the heap, which the copy counts against
# control: limit
# evidence: received
# denied: MemoryError limit ValueError
# footing: functions
# limits: heap=96m
# only: process (the runtime counts no memory by context)


def attack(scene):
    import epochly.host as host

    host.take_bytes(b"x" * (60_000_000 if scene.hostile else 10))
