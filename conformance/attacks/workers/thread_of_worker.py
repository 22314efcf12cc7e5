# tries: to start a thread in a worker
# stopped by: threads; a worker has the doors of its guest
# control: threads
# evidence: token
# denied: RuntimeError
# footing: workers
# marks: nightly

import epochly


def attack(scene):
    token = scene.token

    def start():
        import threading

        result = []
        thread = threading.Thread(target=lambda: result.append(token))
        thread.start()
        thread.join(20)
        return result

    with epochly.Executor(1) as executor:
        return executor.submit(start).result(60)
