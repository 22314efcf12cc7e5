# tries: to start a thread by the low-level module, loaded anew
# stopped by: threads
# control: threads
# evidence: token
# denied: RuntimeError

import sys
import time


def attack(scene):
    sys.modules.pop("_thread", None)
    import _thread

    result = []
    _thread.start_new_thread(result.append, (scene.token,))
    for _ in range(200):
        if result:
            break
        time.sleep(0.05)
    return result
