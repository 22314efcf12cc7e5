# tries: to measure time finely, to learn from it what others on the machine do
# stopped by: what stands in the place of the clocks
# control: clock
# evidence: token
# denied: nothing

import time


def finest(clock):
    steps = []
    last = clock()
    for _ in range(200_000):
        now = clock()
        if now != last:
            steps.append(now - last)
            last = now
        if len(steps) == 5_000:
            break
    return min(steps, default=1 << 60)


def attack(scene):
    clocks = [time.perf_counter_ns, time.monotonic_ns, time.time_ns]
    clocks += [lambda: int(time.perf_counter() * 1e9), lambda: int(time.time() * 1e9)]
    return scene.token if any(finest(clock) < 50_000 for clock in clocks) else ""
