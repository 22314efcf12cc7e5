# tries: to run something on a thread of a pool
# stopped by: threads
# control: threads
# evidence: token
# denied: RuntimeError

from concurrent.futures import ThreadPoolExecutor


def attack(scene):
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: scene.token).result(20)
