# tries: to start a thread
# stopped by: threads
# control: threads
# evidence: token
# denied: RuntimeError

import threading


def attack(scene):
    result = []
    thread = threading.Thread(target=lambda: result.append(scene.token))
    thread.start()
    thread.join(20)
    return result
