# tries: to have the host copy without end, by an iterator in the place of a list
# stopped by: only exact types cross
# control: honest
# evidence: received
# denied: TypeError
# footing: functions

import itertools


def attack(scene):
    import epochly.host as host

    host.take_list(itertools.count() if scene.hostile else [1])
