# tries: to leave a thread behind that computes for ever after the call has returned
# stopped by: the end of the guest ends its threads
# control: honest
# evidence: token
# denied: nothing
# footing: threads
# marks: fresh

import threading


def attack(scene):
    def spin():
        while True:
            try:
                while scene.hostile:
                    pass
                return
            except BaseException:
                pass

    thread = threading.Thread(target=spin, daemon=True)
    thread.start()
    thread.join(0.5)
    return "left" if thread.is_alive() else scene.token
