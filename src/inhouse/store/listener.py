"""Hears what other processes of this installation tell through PostgreSQL (NOTIFY, manual of PostgreSQL, part VI).

A message is a hint that something has changed, never the change itself: it may be lost while the connection is away.
So whoever listens is told once after every new connection too, and must not rely on messages alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Protocol, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from inhouse.store.addresses import Addresses
from inhouse.store.embedded import Role
from inhouse.store.work import connect_arguments

_AGAIN_SECONDS = 0.5
_LOOK_SECONDS = 10.0
"""How often the connection is tried: one that died silently would be waited on for ever."""
_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class _Connection(Protocol):
    """The part of the driver's connection that is used here; the driver carries no complete types."""

    async def execute(self, query: str) -> object: ...
    async def add_listener(self, channel: str, callback: Callable[[object, int, str, object], None]) -> None: ...
    def add_termination_listener(self, callback: Callable[[object], None]) -> None: ...
    def terminate(self) -> None: ...


_connect = cast("Callable[..., Awaitable[_Connection]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]


async def listen_for(
    addresses: Addresses,
    heard: Mapping[str, Callable[[], None]],
    told: Mapping[str, Callable[[str | None], None]] | None = None,
) -> None:
    """Call what belongs to a channel at each of its messages and after each new connection, until cancelled.

    What stands in `told` is called with the message itself, and with None after a new connection.
    """
    each = {channel: _deaf(call) for channel, call in heard.items()} | dict(told or {})
    while True:
        with suppress(*_TROUBLE):
            await _listen_once(addresses, each)
        await asyncio.sleep(_AGAIN_SECONDS)


async def _listen_once(addresses: Addresses, heard: Mapping[str, Callable[[str | None], None]]) -> None:
    """Listen until the connection ends; raises one of _TROUBLE."""
    connection = await _connect(**connect_arguments(addresses(Role.APP)))
    try:
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        for channel, call in heard.items():
            await connection.add_listener(channel, _caller_of(call))
            # What was told while nobody listened is lost.
            call(None)
        while not ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _LOOK_SECONDS)
            if not ended.is_set():
                await connection.execute("SELECT 1")
    finally:
        connection.terminate()


def _deaf(call: Callable[[], None]) -> Callable[[str | None], None]:
    return lambda _: call()


def _caller_of(call: Callable[[str | None], None]) -> Callable[[object, int, str, object], None]:
    def told(connection: object, process: int, channel: str, payload: object) -> None:
        del connection, process, channel
        call(str(payload))

    return told
