from collections.abc import Callable
from typing import Any, Self, TypeVar, overload

_F = TypeVar("_F", bound=Callable[..., Any])

__version__: str
__all__: list[str]

@overload
def optimize(
    function: _F,
    /,
    *,
    signature: str | list[str] | tuple[str, ...] | None = None,
    level: int | None = None,
    parallel: bool | None = None,
    fastmath: bool = False,
    device: str | None = None,
) -> _F: ...
@overload
def optimize(
    function: None = None,
    /,
    *,
    signature: str | list[str] | tuple[str, ...] | None = None,
    level: int | None = None,
    parallel: bool | None = None,
    fastmath: bool = False,
    device: str | None = None,
) -> Callable[[_F], _F]: ...

class optimize_context:
    def __init__(self, level: int | None = None, *, enabled: bool = True) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *exception: object) -> bool: ...

def prange(*arguments: int) -> range: ...
def set_level(level: int) -> int: ...
def get_level() -> int: ...
def get_status() -> dict[str, Any]: ...
def stats() -> dict[str, Any]: ...
def configure(
    *, enabled: bool = ..., level: int = ..., license_key: str | None = None
) -> None: ...
def explain(function: Callable[..., Any]) -> _Explanation: ...

class _Place:
    text: str
    line: int
    column: int
    columns: list[int]
    count: int

class _Version:
    signature: str
    compile_ms: float
    calls: int
    bail_outs: int

class _Explanation:
    name: str
    file: str
    first_line: int
    compiled: bool
    level: int
    versions: list[_Version]
    reasons: list[_Place]
    bail_outs: list[_Place]
    loops: list[_Place]
    checks_removed: list[_Place]
    checks_kept: list[_Place]
    notes: list[_Place]
    source: dict[int, str]
