import array
import dataclasses
import json
import math
import random

import epochly


@epochly.optimize
def matmul(a, b, out):
    for i in range(len(a)):
        for j in range(len(b[0])):
            s = 0.0
            for k in range(len(b)):
                s += a[i][k] * b[k][j]
            out[i][j] = s


@epochly.optimize
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


@epochly.optimize
def norms(x):
    return [math.sqrt(v * v + 1.0) for v in x]


@epochly.optimize
def plain(names):
    return {name: len(name) for name in names}


def scaled(values, factor):
    for i in range(len(values)):
        values[i] = values[i] * factor
    return values


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0


n = 12
square = [[random.random() for _ in range(n)] for _ in range(n)]
matmul(square, square, [[0.0] * n for _ in range(n)])
collatz(27)
norms(array.array("d", [1.0, 2.0]))
norms([1.0, 2.0])
plain(["a", "bc"])
scaled([1.0, 2.0], 2.0)
for function in (matmul, collatz, plain):
    str(epochly.explain(function))
epochly.stats()
grid = epochly.zeros((3, 4))
(grid + 1.0).sum()
json.loads(json.dumps({"a": [1, 2.5, None, "x"], "point": dataclasses.asdict(Point(1.0))}))
print("trained", 1.5, flush=True)
try:
    raise ValueError("caught")
except ValueError as error:
    f"{error!r:>20} {math.pi:.3f}"
