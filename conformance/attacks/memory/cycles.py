# tries: to fill the heap with objects that hold each other, catching what says so
# stopped by: the limit of the heap
# control: limit
# evidence: token
# denied: limit
# limits: heap=96m
# only: process (the runtime counts no memory by context)


class Node:
    def __init__(self, other):
        self.other = other
        self.load = [0.5] * 1000


def attack(scene):
    last = None
    rounds = 0
    while scene.hostile or rounds < 100:
        try:
            while scene.hostile or rounds < 100:
                last = Node(last)
                rounds += 1
        except BaseException:
            pass
    return scene.token
