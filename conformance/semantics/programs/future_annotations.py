"""Annotations that are text, because they are never evaluated, do not keep a function from being compiled."""
from __future__ import annotations

from comparison import same
from epochly import optimize


@optimize
def scaled(values: list[Float], factor: Unknown = 2.0) -> "never looked at":
    total: Float = 0.0
    for value in values:
        total += value * factor
    return total


@optimize
def counted(n: int) -> dict[str, int]:
    k: int
    k = 0
    for i in range(n):
        k += i
    return k


same(scaled, ([1.5, -2.0],), ([1.5], 3.0), ([1, 2], 3))
same(counted, (0,), (5,))
if scaled.__annotations__ != {"values": "list[Float]", "factor": "Unknown", "return": "'never looked at'"}:
    raise AssertionError(f"the decorator changes the annotations: {scaled.__annotations__}")
