"""The policy in force: kept in the database as versions that never change, held here, changed by administrators."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import ActKind
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.guard.policies.errors import PolicyChanged, PolicyUnusable
from inhouse.guard.policies.parse import LONGEST_TEXT, from_json
from inhouse.guard.policies.policy import Policy, hash_of, to_json
from inhouse.guard.policies.presets import BALANCED
from inhouse.guard.records import policies as records
from inhouse.guard.records.policies import VersionRow
from inhouse.identity.access import Administration, Console, actor_of, administer, put_on_record
from inhouse.store import AlreadyThere, Role, Store, Work

CHANGED: Final = "inhouse_guard"
"""The channel of PostgreSQL on which it is told that the policy has changed."""
LOOK_SECONDS = 2.0
"""A change of another process holds here after so long at most, also if nobody told."""
MOST_AT_ONCE: Final = 100
"""Versions that are read at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as it was put in force. `changed_by` None: by the command line, or at the first start."""

    number: int
    policy: Policy
    hash: str
    changed_by: UUID | None
    changed_at: datetime
    note: str


Tell = Callable[[Version], Awaitable[None]]
"""What else is to happen in the name of a new version, before it is answered for."""


async def tell_nobody(version: Version) -> None:
    """The version is kept, and nobody else is told."""
    del version


class Policies:
    """Reads, holds and changes the policy. `tell` is called once for each change that was made here."""

    def __init__(self, store: Store, tell: Tell = tell_nobody) -> None:
        self._store = store
        self._tell = tell
        self._held: Version | None = None
        self._told = asyncio.Event()

    @property
    def current(self) -> Version:
        """The version in force, as last read; `start` or `read` comes first."""
        if self._held is None:
            message = "The policy of the guard was not read yet."
            raise PolicyUnusable("", "not_read", message)
        return self._held

    async def start(self) -> Version:
        """Hold the policy in force; at the very first start that is the balanced one. Raises PolicyUnusable."""
        first = VersionRow(1, BALANCED.hash(), to_json(BALANCED), None, clock.now(), "At the first start.")
        async with self._store.work(None, Role.JOBS) as work:
            if await records.newest(work) is None:
                await records.add_first(work, first)
                await _note(work, Console.HERE, first, BALANCED)
        return await self.read()

    async def read(self) -> Version:
        """Hold the policy as it is now. Raises PolicyUnusable when a later Inhouse wrote what this one cannot read."""
        async with self._store.work(None) as work:
            row = await records.newest(work)
        if row is None:
            raise PolicyUnusable("", "none", "There is no policy yet.")
        self._held = _version(row)
        return self._held

    def look(self) -> None:
        """The policy may have changed: `follow` looks at once."""
        self._told.set()

    async def follow(self) -> None:
        """Hold what other processes change, until cancelled."""
        while True:
            # While the database is away, or a later version cannot be read, the policy stays as it was.
            with suppress(InhouseError):
                await self._follow_once()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._told.wait()
            self._told.clear()

    async def _follow_once(self) -> None:
        async with self._store.work(None) as work:
            number = await records.number_of_newest(work)
        if self._held is not None and number == self._held.number:
            return
        try:
            await self.read()
        except PolicyUnusable:
            _log.error("version %d of the guard's policy cannot be read; the one before stays in force", number)

    async def change(self, who: Administration, policy: Policy, expected: int, note: str = "") -> Version:
        """Put a policy in force after version `expected`; it is counted as its successor.

        Raises Forbidden, PolicyUnusable, and PolicyChanged when `expected` is not the version in force.
        """
        # What was built in code is held to the same limits as what was sent.
        checked = from_json(to_json(policy))
        if len(note) > LONGEST_TEXT:
            raise InvalidRequest(f"The note is longer than {LONGEST_TEXT} characters.")
        by = actor_of(who)
        row = VersionRow(expected + 1, checked.hash(), to_json(checked), by, clock.now(), note)
        try:
            async with administer(self._store, who) as work:
                if await records.number_of_newest(work) != expected:
                    raise _changed()
                await records.add(work, row)
                await _note(work, who, row, checked)
        except AlreadyThere:
            raise _changed() from None
        made = _version(row)
        await self.read()
        await self._tell(made)
        return made

    async def history(self, who: Administration, before: int | None = None) -> Sequence[Version]:
        """Versions, the newest first, MOST_AT_ONCE at most; those before a number. Raises Forbidden.

        A version that this Inhouse cannot read is left out.
        """
        async with administer(self._store, who) as work:
            rows = await records.history(work, before, MOST_AT_ONCE)
        found: list[Version] = []
        for row in rows:
            with suppress(PolicyUnusable):
                found.append(_version(row))
        return found


async def _note(work: Work, who: Administration, row: VersionRow, policy: Policy) -> None:
    facts = {"policy": row.hash, "version": row.version, "mode": policy.mode.value}
    await put_on_record(work, who, "guard_policy", facts, kind=ActKind.POLICY)


def _version(row: VersionRow) -> Version:
    """The version as it was kept. What every line on record names is the hash, so nothing else may hide behind it."""
    if hash_of(row.policy) != row.hash:
        message = f"Version {row.version} of the policy is not the one that was put in force: its hash is another."
        raise PolicyUnusable("", "changed", message)
    return Version(row.version, from_json(row.policy), row.hash, row.changed_by, row.changed_at, row.note)


def _changed() -> PolicyChanged:
    return PolicyChanged(
        "Somebody else has changed the policy meanwhile; nothing was changed.", hint="Look at it again."
    )
