"""The vault: from the root key down to the sealer of a chat."""

import asyncio
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import NotFound
from inhouse.core.ids import ChatId, PersonId
from inhouse.store import Store, Work
from inhouse.vault import records
from inhouse.vault.custody import Keeping
from inhouse.vault.derive import KEY_BYTES, Purpose, derive
from inhouse.vault.epochs import EpochKeys
from inhouse.vault.errors import ChatKeyGone, DoesNotOpen
from inhouse.vault.opening import open_keys
from inhouse.vault.records import PersonKey
from inhouse.vault.sealing import Sealer, Wrapper

_log = logging.getLogger(__name__)

_NOBODY = PersonId(UUID(int=0))
_MANY = 200
"""From so many keys on they are unwrapped in a thread (2 microseconds each)."""
_LONGEST_WORK = timedelta(minutes=2)
"""What begins to shred now has committed by then: statements and idle transactions have shorter limits."""
_TURN_TAKES = timedelta(minutes=10)


class Vault:
    """Hands out sealers. Row-level security gives the caller nobody else's keys; what they wrap says so once more."""

    def __init__(self, root: bytes, tenant: UUID, epochs: EpochKeys, keeping: Keeping) -> None:
        self._root = root
        self._tenant = tenant
        self.epochs = epochs
        self.keeping = keeping

    @classmethod
    async def open(cls, keeping: Keeping | Path, store: Store) -> Self:
        """Open the root key, or make it at the very first start; a path is a master key's file, all keys beside it.

        Raises MasterKeyRefused, KeyProviderAway, DatabaseAway.
        """
        if isinstance(keeping, Path):
            keeping = Keeping.in_file(keeping)
        opened = await open_keys(store, keeping)
        return cls(opened.root, opened.tenant, opened.epochs, keeping)

    @property
    def tenant(self) -> UUID:
        """The id of the installation."""
        return self._tenant

    @property
    def root(self) -> bytes:
        """The root key; for this room only."""
        return self._root

    def secret(self, purpose: Purpose) -> bytes:
        """The installation's key for one purpose, 32 bytes. A rotation of the master key does not change it."""
        return derive(self._root, purpose)

    def installation(self, purpose: Purpose) -> Sealer:
        """The sealer for what belongs to nobody in particular, under the key of one purpose."""
        return Sealer(self.secret(purpose), self._tenant, _NOBODY, None)

    def epoch_ends(self) -> datetime:
        """When what is shredded now becomes unreadable to a holder of disk, logs and master key.

        From then on no key is left that opens an old copy of the database, or of its log. Servers must run by then.
        """
        now, current = clock.now(), self.epochs.current
        if now < current.turns_at - _LONGEST_WORK:
            return current.ends_at
        # The next epoch may begin before this work commits; then its key is the one to wait for.
        return max(now, current.turns_at) + self.keeping.epoch_length + _TURN_TAKES

    async def person(self, work: Work, caller: Caller) -> Sealer:
        """The sealer for what belongs to the caller and to no chat; the key is made at the first use."""
        _, own = await self._person_keys(work, caller.person)
        return Sealer(own, self._tenant, caller.person, None)

    async def chat(self, work: Work, caller: Caller, chat: ChatId, *, create: bool = False) -> Sealer:
        """The sealer of one of the caller's chats; with `create` the key is made when there is none.

        Raises ChatKeyGone when it was shredded (or never was), NotFound when the id is another person's.
        """
        found = await self._chat_key(work, caller.person, chat)
        if found is None:
            if not create:
                raise ChatKeyGone("This chat was deleted and cannot be read any more.")
            await self._make_chat_key(work, caller.person, chat)
            found = await self._chat_key(work, caller.person, chat)
            if found is None:
                raise NotFound("There is no such chat.")
        return Sealer(found, self._tenant, caller.person, chat)

    async def chats(self, work: Work, caller: Caller, chats: Sequence[ChatId] | None = None) -> Mapping[ChatId, Sealer]:
        """The sealers of many of the caller's chats, or of all; those whose key is gone or damaged are left out."""
        person, wrapped = await records.chat_keys(work, caller.person, chats)
        if person is not None and not self.epochs.has(person.epoch):
            person, wrapped = await records.chat_keys(work, caller.person, chats)
        if person is None or not wrapped:
            return {}
        key = self.epochs.wrapper(person.epoch).unwrap(person.wrapped, caller.person)
        if len(wrapped) < _MANY:
            return self._unwrap(key, caller.person, wrapped)
        return await asyncio.to_thread(self._unwrap, key, caller.person, wrapped)

    async def shred_chat(self, work: Work, caller: Caller, chat: ChatId) -> bool:
        """Destroy the key of one of the caller's chats; False when there was none."""
        return await records.delete_chat_keys(work, [chat]) > 0

    async def shred_chats(self, work: Work, chats: Sequence[ChatId]) -> int:
        """Destroy the keys of chats of any person, in a work of the jobs role; gives how many there were."""
        return await records.delete_chat_keys(work, chats)

    async def shred_person(self, work: Work, person: PersonId) -> bool:
        """Destroy a person's key and those of their chats, in their own work or the jobs'; False: there was none."""
        return await records.delete_person(work, person)

    def ephemeral(self, caller: Caller, chat: ChatId) -> Sealer:
        """A sealer for a chat that lives in memory; nobody can open what it sealed once it is dropped."""
        return Sealer.ephemeral(self._tenant, caller.person, chat)

    def unwrapped(self, key: PersonKey, person: PersonId) -> tuple[bytes, bytes]:
        """The person's key, and the one that seals what is in no chat; for this room only. Raises DoesNotOpen."""
        wrapping = self.epochs.wrapper(key.epoch).unwrap(key.wrapped, person)
        own = wrapping if key.own is None else Wrapper(wrapping, self._tenant).unwrap(key.own, person)
        return wrapping, own

    def _unwrap(self, key: bytes, person: PersonId, wrapped: Iterable[tuple[UUID, bytes]]) -> Mapping[ChatId, Sealer]:
        wrapper = Wrapper(key, self._tenant)
        sealers = dict[ChatId, Sealer]()
        for name, sealed in wrapped:
            chat = ChatId(name)
            try:
                sealers[chat] = Sealer(wrapper.unwrap(sealed, person, chat), self._tenant, person, chat)
            except DoesNotOpen:
                # One damaged chat must not take the others with it.
                _log.error("the key of a chat does not open: %s", chat)
        return sealers

    async def _chat_key(self, work: Work, person: PersonId, chat: ChatId) -> bytes | None:
        found = await records.chat_key(work, person, chat)
        if found is not None and not self.epochs.has(found[0].epoch):
            # The epoch has turned since the row was read: it is under the next one's key now.
            found = await records.chat_key(work, person, chat)
        if found is None:
            return None
        key = self.epochs.wrapper(found[0].epoch).unwrap(found[0].wrapped, person)
        return Wrapper(key, self._tenant).unwrap(found[1], person, chat)

    async def _person_keys(self, work: Work, person: PersonId) -> tuple[bytes, bytes]:
        found = await records.person_key(work, person)
        if found is None:
            await self._make_person_key(work, person)
            found = await records.person_key(work, person)
        elif not self.epochs.has(found.epoch):
            found = await records.person_key(work, person)
        if found is None:
            raise NotFound("There is no such person.")
        return self.unwrapped(found, person)

    async def _make_person_key(self, work: Work, person: PersonId) -> None:
        # No epoch may begin before this is committed, or the key would be left behind in one whose key is destroyed.
        await records.lock_epoch(work, alone=False)
        self.epochs.learn(await records.epochs(work))
        current = self.epochs.current.number
        key = secrets.token_bytes(KEY_BYTES)
        # Two keys: the one over the chats is replaced when a chat was shredded, and nothing may lead back to it.
        wrapped, own = self.epochs.wrapper(current).wrap(key, person), Wrapper(key, self._tenant).new_key(person)
        await records.add_person_key(work, person, PersonKey(wrapped, own, current))

    async def _make_chat_key(self, work: Work, person: PersonId, chat: ChatId) -> None:
        await self._person_keys(work, person)
        # Nobody may wrap the person's keys anew before this is committed: this one would be missed.
        await records.lock_person(work, person, alone=False)
        key, _ = await self._person_keys(work, person)
        await records.add_chat_key(work, person, chat, Wrapper(key, self._tenant).new_key(person, chat))
