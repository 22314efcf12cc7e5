# tries: to shrink and to swap a list in another thread while a kernel works on it
# stopped by: a kernel holds the guest's lock
# control: honest
# evidence: token
# denied: nothing
# footing: threads
# marks: fresh

import threading

import epochly


@epochly.optimize
def add(values, rounds):
    total = 0.0
    for _ in range(rounds):
        for i in range(len(values)):
            values[i] = values[i] + 1.0
            total = total + values[i]
    return total


def attack(scene):
    values = [0.0] * 1000
    done = threading.Event()

    def change():
        while not done.is_set():
            del values[500:]
            values.extend([0.0] * 500)
            values[:] = [0.0] * 1000

    thread = threading.Thread(target=change)
    if scene.hostile:
        thread.start()
    for _ in range(20):
        try:
            add(values, 200)
        except IndexError:
            pass
    done.set()
    if scene.hostile:
        thread.join()
    return scene.token if not scene.hostile and len(values) == 1000 else len(values)
