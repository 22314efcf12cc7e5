import time
from array import array

import epochly

executor = epochly.Executor(2)
numbers = array("d")


def tiny(n):
    return n + 1


def loop(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def tiny_tasks(count):
    start = time.perf_counter()
    futures = [executor.submit(tiny, n) for n in range(count)]
    results = [future.result() for future in futures]
    seconds = time.perf_counter() - start
    assert results == list(range(1, count + 1))
    return seconds


def make_array(size):
    global numbers
    numbers = array("d", range(1 << 16)) * (size >> 19)


def array_copied():
    start = time.perf_counter()
    copy = numbers[:]
    seconds = time.perf_counter() - start
    assert len(copy) == len(numbers)
    return seconds


def array_down():
    start = time.perf_counter()
    length = executor.submit(len, numbers).result()
    seconds = time.perf_counter() - start
    assert length == len(numbers)
    return seconds


def array_down_and_up():
    start = time.perf_counter()
    back = executor.submit(lambda x: x, numbers).result()
    seconds = time.perf_counter() - start
    assert back[-1] == numbers[-1] and len(back) == len(numbers)
    return seconds


def timed_loops(workers):
    start = time.perf_counter()
    list(workers.map(loop, [40_000_000] * 8))
    return time.perf_counter() - start


def settle(workers, patience):
    """Their code is compiled while they run it, for seconds: it has settled when many rounds get no quicker."""
    least = float("inf")
    rounds = since = 0
    while rounds < 12 * patience and since < 2 * patience:
        seconds = timed_loops(workers)
        rounds += 1
        since = 0 if seconds < 0.98 * least else since + 1
        least = min(least, seconds)


def plain_python(patience):
    """The least times of the same loops on one worker and on two, which take turns."""
    executor.shutdown()
    with epochly.Executor(1) as one, epochly.Executor(2) as two:
        settle(one, patience)
        settle(two, patience)
        rounds = [(timed_loops(one), timed_loops(two)) for _ in range(2 * patience)]
    return [min(seconds) for seconds in zip(*rounds)]
