"""Waiting in tests without a clock."""

import asyncio
from collections.abc import Callable

_TURNS = 100_000


async def until(condition: Callable[[], bool]) -> None:
    """Let everything else go on until the condition holds."""
    for _ in range(_TURNS):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to pass")
