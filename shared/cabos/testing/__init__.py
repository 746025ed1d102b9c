"""Help for tests that stand on Cabos: real servers, fresh databases, a service in one process."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

__all__ = ["eventually"]

T = TypeVar("T")

PATIENCE_S = 20.0
LOOK_EVERY_S = 0.02


@overload
async def eventually(look: Callable[[], Awaitable[T]], patience_s: float = ...) -> T: ...
@overload
async def eventually(look: Callable[[], T], patience_s: float = ...) -> T: ...
async def eventually(look: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
    """Look again and again until `look` returns something true, without raising `AssertionError`; that is returned.

    After `patience_s` seconds the last look's own failure is raised, or an `AssertionError` that says what was seen.
    """
    deadline = asyncio.get_running_loop().time() + patience_s
    while True:
        failure: AssertionError | None = None
        try:
            looked = look()
            seen = await looked if inspect.isawaitable(looked) else looked
            if seen:
                return seen
        except AssertionError as not_yet:
            failure = not_yet
        if asyncio.get_running_loop().time() > deadline:
            raise failure or AssertionError(f"still {seen!r} after {patience_s} s")
        await asyncio.sleep(LOOK_EVERY_S)
