# tries: to measure time finely by dates and by the times of files
# stopped by: guards
# control: clock
# evidence: token
# denied: nothing
# marks: guard-only

import datetime


def attack(scene):
    steps = []
    last = datetime.datetime.now()
    for _ in range(100_000):
        now = datetime.datetime.now()
        if now != last:
            steps.append((now - last) / datetime.timedelta(microseconds=1))
            last = now
        if len(steps) == 50:
            break
    return scene.token if min(steps, default=1e9) < 50 else ""
