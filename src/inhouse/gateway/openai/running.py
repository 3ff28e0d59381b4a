"""The calls that are running at the doors end with their key: revoked means no further word either.

A call was let in by its key. While calls run, their keys are looked for again each second; the keys that this process
knows are forgotten as soon as one changes anywhere (`identity.known_keys`), so that a look costs next to nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

from inhouse.core import tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError, SignInNeeded
from inhouse.edge.asgi import Scope
from inhouse.gateway.errors import KeyEnded

LOOK_SECONDS = 1.0
"""How often the keys of running calls are looked for."""

Resolve = Callable[[Scope], Awaitable[Caller | None]]
"""Finds the caller of a request by its key; None or SignInNeeded where the key does not count (any more)."""


class RunningCall:
    """A call while it is answered: `async with`. Raises KeyEnded on leaving if it was ended because of its key."""

    __slots__ = ("_before", "_cut", "_running", "_task", "key", "scope")

    def __init__(self, running: "Running", scope: Scope, key: UUID) -> None:
        self.scope = scope
        self.key = key
        self._running = running
        self._task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._before = 0
        self._cut = False

    def answered(self) -> None:
        """The answer is whole: from here on nothing is ended."""
        self._running.discard(self)

    def end(self) -> None:
        """Its key is gone: the model is closed, the line in the ledger too, as for a reader who has left."""
        if not self._cut:
            self._cut = True
            self._task.cancel()

    async def __aenter__(self) -> Self:
        self._before = self._task.cancelling()
        self._running.add(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.discard(self)
        # Where the reader has left too, the cancellation is also theirs and goes on.
        ended = self._cut and self._task.uncancel() <= self._before
        if ended and isinstance(error, asyncio.CancelledError | InhouseError):
            raise KeyEnded from None


class Running:
    """All calls that are being answered by this server."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._calls: set[RunningCall] = set()
        self._looking: asyncio.Task[None] | None = None

    def call(self, scope: Scope, key: UUID) -> RunningCall:
        """The call of this request, to be answered by the present task inside `async with`."""
        return RunningCall(self, scope, key)

    def add(self, call: RunningCall) -> None:
        """A call begins."""
        self._calls.add(call)
        if self._looking is None or self._looking.done():
            self._looking = tasks.spawn(self._look(), name="look for the keys of running calls")

    def discard(self, call: RunningCall) -> None:
        """A call is over."""
        self._calls.discard(call)

    async def _look(self) -> None:
        while self._calls:
            await asyncio.sleep(LOOK_SECONDS)
            by_key: dict[UUID, list[RunningCall]] = {}
            for call in self._calls:
                by_key.setdefault(call.key, []).append(call)
            for calls in by_key.values():
                if not await self._stands(calls[0].scope):
                    for call in self._calls.intersection(calls):
                        call.end()

    async def _stands(self, scope: Scope) -> bool:
        try:
            return await self._resolve(scope) is not None
        except SignInNeeded:
            return False
        except InhouseError:
            # The database is away: whoever was let in is not put out for that.
            return True
