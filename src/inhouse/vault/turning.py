"""The turn from one epoch to the next: surviving keys go under a new key, and the old one is destroyed.

1 begin     a new key in a file, a new epoch in the database; what is shredded from now on belongs to the new one
2 wrap      each person's key under the new epoch's; where something was shredded, the person gets another key, and the
            keys of the chats that are left are wrapped by it: no old copy of the shredded one can be opened by it
3 close     when nobody's key is left under the old epoch
4 destroy   at the old epoch's end, or at once: its file is overwritten and removed

Each step can be done again, by any server, after a kill at any point; several may do them at the same time. A person's
keys are wrapped in one unit of work. Readers find under which epoch a key is in its row.
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import ChatId, PersonId
from inhouse.store import Role, Store, Work
from inhouse.store.acts import note
from inhouse.vault import records
from inhouse.vault.derive import KEY_BYTES
from inhouse.vault.epoch import next_epoch
from inhouse.vault.errors import DoesNotOpen
from inhouse.vault.records import PersonKey
from inhouse.vault.sealing import Wrapper
from inhouse.vault.vault import Vault

_PORTION = 100
_MANY = 200

_log = logging.getLogger(__name__)


class Turning:
    """Turns the epochs of one installation."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._keys = vault.epochs

    async def look(self) -> None:
        """Learn how the epochs stand."""
        async with self._store.work(None, Role.JOBS) as work:
            self._keys.learn(await records.epochs(work))

    async def turn(self, *, now: bool = False) -> None:
        """Do what is due, and finish what another server has begun; `now` ends the current epoch before its time.

        Raises MasterKeyRefused when the key of the current epoch cannot be had, DatabaseAway and StatementFailed.
        """
        await self.look()
        await self._finish(at_once=now)
        if now or clock.now() >= self._keys.current.turns_at:
            await self._begin(now=now)
            await self._finish(at_once=now)

    async def renew_person(self, person: PersonId, actor: PersonId | None) -> bool:
        """Give a person another key, and wrap the keys of their chats by it; False if they have none."""
        await self.look()
        caller = _as(person)
        async with self._store.work(caller) as work:
            await records.lock_epoch(work, alone=False)
            await records.lock_person(work, person, alone=True)
            found = await records.person_key(work, person)
            if found is None:
                return False
            await self._renew(work, person, found, found.epoch)
            await note(work, Act(ActKind.KEY, actor, subject=person, facts={"what": "person", "step": "renewed"}))
        return True

    async def _begin(self, *, now: bool) -> None:
        keys = self._keys
        async with self._store.work(None, Role.JOBS) as work:
            await records.lock_epoch(work, alone=True)
            known = await records.epochs(work)
            keys.learn(known)
            current = keys.current
            # Another server was faster, or the one before is not closed yet.
            unfinished = any(epoch.closed_at is None for epoch in known[:-1])
            if unfinished or not (now or clock.now() >= current.turns_at):
                return
            keys.wrapper(current.number)
            number = current.number + 1
            fresh = next_epoch(current, number, clock.now(), self._vault.keeping.epoch_length, keys.make(number))
            await records.add_epoch(work, fresh)
            await note(work, Act(ActKind.KEY, None, facts={"what": "epoch", "step": "began", "number": number}))
        await self.look()

    async def _finish(self, *, at_once: bool) -> None:
        """Wrap what is left behind, close, and destroy the keys whose time has come."""
        current = self._keys.current.number
        while left := await self._left_behind(current):
            for person, renew in left:
                await self._wrap_anew(person, current, renew=renew)
        if any(epoch.closed_at is None for epoch in self._keys.known[:-1]):
            # This commit waits for the disk, and with it everything that was wrapped before it.
            async with self._store.work(None, Role.JOBS) as work:
                await records.lock_epoch(work, alone=True)
                await records.close_epochs(work, current)
            await self.look()
        for epoch in self._keys.known[:-1]:
            if epoch.closed_at is not None and (at_once or clock.now() >= epoch.ends_at):
                await self._destroy(epoch.number)

    async def _left_behind(self, current: int) -> Sequence[tuple[PersonId, bool]]:
        async with self._store.work(None, Role.JOBS) as work:
            return await records.left_behind(work, current, _PORTION)

    async def _destroy(self, number: int) -> None:
        self._keys.destroy(number)
        async with self._store.work(None, Role.JOBS) as work:
            if await records.end_epoch(work, number):
                facts = {"what": "epoch", "step": "destroyed", "number": number}
                await note(work, Act(ActKind.KEY, None, facts=facts))
        await self.look()

    async def _wrap_anew(self, person: PersonId, number: int, *, renew: bool) -> None:
        # A crash may lose this commit: it is then done again, because nothing is destroyed before a later one.
        async with self._store.work(_as(person), durable=False) as work:
            await records.lock_person(work, person, alone=True)
            found = await records.person_key(work, person)
            if found is None or found.epoch >= number:
                return
            try:
                if renew:
                    await self._renew(work, person, found, number)
                    return
                key, _ = self._vault.unwrapped(found, person)
            except DoesNotOpen:
                # Damaged: it opened nothing before, and must not keep everybody else's old key alive.
                _log.error("the key of a person does not open, and stays so: %s", person)
                await records.replace_person_key(work, person, PersonKey(found.wrapped, found.own, number))
                return
            wrapped = self._keys.wrapper(number).wrap(key, person)
            await records.replace_person_key(work, person, PersonKey(wrapped, found.own, number))

    async def _renew(self, work: Work, person: PersonId, found: PersonKey, number: int) -> None:
        old, own = self._vault.unwrapped(found, person)
        fresh = secrets.token_bytes(KEY_BYTES)
        before, after = (Wrapper(key, self._vault.tenant) for key in (old, fresh))
        _, chats = await records.chat_keys(work, person, None)
        if len(chats) < _MANY:
            wrapped = _again(before, after, person, chats)
        else:
            wrapped = await asyncio.to_thread(_again, before, after, person, chats)
        await records.replace_chat_keys(work, wrapped)
        key = PersonKey(self._keys.wrapper(number).wrap(fresh, person), after.wrap(own, person), number)
        await records.replace_person_key(work, person, key)


def _again(
    before: Wrapper, after: Wrapper, person: PersonId, chats: Sequence[tuple[UUID, bytes]]
) -> Sequence[tuple[UUID, bytes]]:
    """The keys of chats that `before` has wrapped, wrapped by `after`; one that is damaged stays so."""
    wrapped: list[tuple[UUID, bytes]] = []
    for chat, sealed in chats:
        try:
            wrapped.append((chat, after.wrap(before.unwrap(sealed, person, ChatId(chat)), person, ChatId(chat))))
        except DoesNotOpen:
            _log.error("the key of a chat does not open, and stays so: %s", chat)
    return wrapped


def _as(person: PersonId) -> Caller:
    """Row-level security gives the keys of a person to that person alone, not to the jobs."""
    return Caller(person, admin=False, kind=CallerKind.SYSTEM, credential=UUID(int=0))
