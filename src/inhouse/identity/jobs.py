"""What identity cleans up in the background."""

from collections.abc import Collection
from uuid import UUID

from inhouse.core import clock
from inhouse.core.ids import PersonId
from inhouse.identity import records
from inhouse.identity.attempts import FORGOTTEN_AFTER
from inhouse.identity.sessions import IDLE
from inhouse.store import Role, Store


async def clean_up(store: Store) -> int:
    """Delete sessions and links that are over and tries that are forgotten; gives how many rows.

    Hourly is enough: nothing that is over is ever accepted.
    """
    now = clock.now()
    async with store.work(None, Role.JOBS) as work:
        return await records.delete_expired(work, at=now, unseen_since=now - IDLE, tried_before=now - FORGOTTEN_AFTER)


async def standing(store: Store, credentials: Collection[UUID]) -> Collection[UUID]:
    """Which of these sessions and keys still stand: not signed out of, ended, revoked or expired."""
    async with store.work(None, Role.JOBS) as work:
        return await records.standing(work, credentials, clock.now())


async def enabled(store: Store, people: Collection[PersonId]) -> Collection[PersonId]:
    """Which of these people are there and not disabled."""
    async with store.work(None, Role.JOBS) as work:
        return await records.enabled(work, people)
