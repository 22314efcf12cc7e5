# tries: to find the interpreter's own clock behind the one that guests are given: in closures, by
#   loading the module anew, and under other names
# stopped by: what stands in the place of the clocks, which leads nowhere
# control: clock
# evidence: token
# denied: nothing

import _imp
import gc
import importlib
import sys
import time
from importlib.machinery import ModuleSpec


def finest(clock):
    steps = []
    last = clock()
    for _ in range(100_000):
        now = clock()
        if now != last:
            steps.append(now - last)
            last = now
        if len(steps) == 1_000:
            break
    return min(steps, default=1 << 60)


def reachable(start, depth=6):
    """All that can be come by from an object."""
    seen, level = {}, [start]
    for _ in range(depth):
        found = []
        for thing in level:
            if id(thing) in seen:
                continue
            seen[id(thing)] = thing
            closure = getattr(thing, "__closure__", None) or ()
            for cell in closure:
                try:
                    found.append(cell.cell_contents)
                except ValueError:
                    pass
            for name in ("__wrapped__", "__self__", "__func__", "__globals__", "__defaults__"):
                found.append(getattr(thing, name, None))
            if isinstance(thing, dict):
                found += thing.values()
            elif isinstance(thing, (list, tuple, set)):
                found += thing
            try:
                found += gc.get_referents(thing)
            except Exception:
                pass
        level = found
    return seen.values()


def candidates():
    yield from (time.time_ns, time.perf_counter_ns, time.monotonic_ns)
    again = _imp.create_builtin(ModuleSpec("time", None))
    _imp.exec_builtin(again)
    yield from (again.time_ns, again.perf_counter_ns)
    try:
        yield importlib.reload(time).time_ns
    except Exception:
        pass
    start = [time.time_ns, time.time, again]
    for thing in reachable(start):
        if getattr(thing, "__name__", "") in ("time_ns", "perf_counter_ns", "monotonic_ns"):
            yield thing
        elif callable(thing) and "Foreign" in type(thing).__name__:
            yield thing
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if name.endswith("_ns") and callable(value):
                yield value


def attack(scene):
    for clock in candidates():
        try:
            if finest(clock) < 50_000:
                return scene.token
        except Exception:
            pass
