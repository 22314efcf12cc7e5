# tries: to start a thread by an event loop
# stopped by: threads
# control: threads
# evidence: token
# denied: RuntimeError PermissionError

import asyncio
import queue
import threading


def attack(scene):
    # An event loop needs sockets; without them its executor is asked directly.
    async def work():
        return await asyncio.to_thread(lambda: scene.token)

    try:
        return asyncio.run(work())
    except PermissionError:
        out = queue.Queue()
        threading.Timer(0, out.put, [scene.token]).start()
        return out.get(timeout=20)
