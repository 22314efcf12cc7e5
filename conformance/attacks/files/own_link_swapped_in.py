# tries: to swap a folder for a link that was there already, with a thread of the guest's own, while
#   another one opens a file in it
# stopped by: files
# control: read
# evidence: secret
# denied: nothing
# footing: room-and-threads
# marks: fresh

import os
import threading
import time


def attack(scene):
    room = scene.room
    os.mkdir(room + "/calm")
    with open(room + "/calm/secret.txt", "w") as file:
        file.write("harmless")
    done = threading.Event()

    def swap():
        while not done.is_set():
            for name in ("calm", "folder"):
                os.rename(f"{room}/{name}", room + "/turn")
                time.sleep(0.001)
                os.rename(room + "/turn", f"{room}/{name}")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        end = time.monotonic() + 4
        while time.monotonic() < end:
            try:
                with open(room + "/turn/secret.txt") as file:
                    text = file.read()
            except OSError:
                continue
            if text != "harmless":
                return text
    finally:
        done.set()
        thread.join()
