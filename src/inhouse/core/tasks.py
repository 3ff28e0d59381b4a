"""The one place that starts background tasks: they are kept alive, named, and their failures are logged."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

_log = logging.getLogger(__name__)
_running: set[asyncio.Task[Any]] = set()

T = TypeVar("T")


def spawn(work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
    """Start `work` in the background and hold a reference until it ends (asyncio itself holds only a weak one).

    A failure is logged by the kind of error only, because an error's text may hold content.
    """
    task = asyncio.get_running_loop().create_task(work, name=name)
    _running.add(task)
    task.add_done_callback(_ended)
    return task


async def apart(work: Coroutine[Any, Any, T], name: str) -> T:
    """Await `work` in a task of its own: as if it stood here, but what stands around this is not woken with it.

    Cancelling this cancels the work, and waits for its end. Raises what the work raises.
    """
    return await asyncio.get_running_loop().create_task(work, name=name)


async def finish(work: Coroutine[Any, Any, T]) -> T:
    """Await `work` to its end even when the awaiting task is cancelled; for awaits inside `finally`.

    Raises CancelledError afterwards if a cancellation came in the meantime.
    """
    task = spawn(work, name="finish")
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return task.result()


async def outlast(future: asyncio.Future[Any], seconds: float) -> bool:
    """Wait until `future` is done, `seconds` at most, also when the awaiting task is cancelled; whether it is done.

    The future itself is left alone. Raises CancelledError afterwards if a cancellation came in the meantime.
    """
    loop = asyncio.get_running_loop()
    waiter = loop.create_future()
    over = False

    def end(_: object = None) -> None:
        nonlocal over
        over = True
        if not waiter.done():
            waiter.set_result(None)

    cancelled: asyncio.CancelledError | None = None
    future.add_done_callback(end)
    timer = loop.call_later(seconds, end)
    while not over:
        try:
            await waiter
        except asyncio.CancelledError as error:
            cancelled, waiter = error, loop.create_future()
    timer.cancel()
    future.remove_done_callback(end)
    if cancelled is not None:
        raise cancelled
    return future.done()


def _ended(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("background task %s failed: %s", task.get_name(), type(error).__name__)
