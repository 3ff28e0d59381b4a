"""The vault: from the master key down to the sealer of a chat."""

import asyncio
import hmac
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self
from uuid import UUID

from inhouse.core.caller import Caller
from inhouse.core.errors import NotFound
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.store import Role, Store, Work
from inhouse.vault import master, records
from inhouse.vault.derive import Purpose, derive
from inhouse.vault.errors import ChatKeyGone, MasterKeyMissing, WrongMasterKey
from inhouse.vault.sealing import Sealer, Wrapper

_NOBODY = PersonId(UUID(int=0))
_MANY = 200
"""From so many keys on they are unwrapped in a thread (2 microseconds each)."""


class Vault:
    """Hands out sealers. Row-level security gives the caller nobody else's keys; what they wrap says so once more."""

    def __init__(self, key: bytes, tenant: UUID) -> None:
        self._key = key
        self._tenant = tenant
        self._wrapper = Wrapper(derive(key, Purpose.PERSON_KEYS), tenant)

    @classmethod
    async def open(cls, path: Path, store: Store) -> Self:
        """Read the master key, or make it at the very first start. Raises MasterKeyRefused, DatabaseAway.

        1 what the database knows of the master key     2 the file
        3 neither: make both     4 they must belong together
        """
        async with store.work(None, Role.JOBS) as work:
            known = await records.installation(work)
        key = master.read(path)
        if key is None:
            if known is not None:
                raise MasterKeyMissing(
                    f"The master key {path} is missing, and what is stored was sealed with it.",
                    hint="Put the file back from its backup. Nothing was changed.",
                )
            key = master.make(path)
            made = True
        else:
            made = False
        fingerprint = derive(key, Purpose.FINGERPRINT)
        if known is None:
            async with store.work(None, Role.JOBS) as work:
                await records.found_installation(work, new_id(), fingerprint)
                known = await records.installation(work)
        if known is None or not hmac.compare_digest(known[1], fingerprint):
            if made:
                master.discard(path)
            raise WrongMasterKey(
                f"The master key {path} is not the one that the stored keys were wrapped with.",
                hint="Use the master key of this database. Several servers on one database share one file.",
            )
        return cls(key, known[0])

    @property
    def tenant(self) -> UUID:
        """The id of the installation."""
        return self._tenant

    def secret(self, purpose: Purpose) -> bytes:
        """The installation's key for one purpose, 32 bytes."""
        return derive(self._key, purpose)

    def installation(self, purpose: Purpose) -> Sealer:
        """The sealer for what belongs to nobody in particular, under the key of one purpose."""
        return Sealer(self.secret(purpose), self._tenant, _NOBODY, None)

    async def person(self, work: Work, caller: Caller) -> Sealer:
        """The sealer for what belongs to the caller and to no chat; the key is made at the first use."""
        return Sealer(await self._person_key(work, caller.person), self._tenant, caller.person, None)

    async def chat(self, work: Work, caller: Caller, chat: ChatId, *, create: bool = False) -> Sealer:
        """The sealer of one of the caller's chats; with `create` the key is made when there is none.

        Raises ChatKeyGone when it was shredded (or never was), NotFound when the id is another person's.
        """
        found = await records.chat_key(work, caller.person, chat)
        if found is None:
            if not create:
                raise ChatKeyGone("This chat was deleted and cannot be read any more.")
            await self._make_chat_key(work, caller.person, chat)
            found = await records.chat_key(work, caller.person, chat)
            if found is None:
                raise NotFound("There is no such chat.")
        person_key = self._wrapper.unwrap(found[0], caller.person)
        chat_key = Wrapper(person_key, self._tenant).unwrap(found[1], caller.person, chat)
        return Sealer(chat_key, self._tenant, caller.person, chat)

    async def chats(self, work: Work, caller: Caller, chats: Sequence[ChatId] | None = None) -> Mapping[ChatId, Sealer]:
        """The sealers of many of the caller's chats, or of all; those without a key are left out."""
        wrapped = await records.chat_keys(work, caller.person, chats)
        if not wrapped:
            return {}
        key = await self._person_key(work, caller.person)
        if len(wrapped) < _MANY:
            return self._unwrap(key, caller.person, wrapped)
        return await asyncio.to_thread(self._unwrap, key, caller.person, wrapped)

    async def shred_chat(self, work: Work, caller: Caller, chat: ChatId) -> bool:
        """Destroy the key of one of the caller's chats; False when there was none."""
        return await records.delete_chat_keys(work, [chat]) > 0

    async def shred_chats(self, work: Work, chats: Sequence[ChatId]) -> int:
        """Destroy the keys of chats of any person, in a work of the jobs role; gives how many there were."""
        return await records.delete_chat_keys(work, chats)

    def ephemeral(self, caller: Caller, chat: ChatId) -> Sealer:
        """A sealer for a chat that lives in memory; nobody can open what it sealed once it is dropped."""
        return Sealer.ephemeral(self._tenant, caller.person, chat)

    def _unwrap(self, key: bytes, person: PersonId, wrapped: Iterable[tuple[UUID, bytes]]) -> Mapping[ChatId, Sealer]:
        wrapper = Wrapper(key, self._tenant)
        chats = ((ChatId(chat), sealed) for chat, sealed in wrapped)
        return {
            chat: Sealer(wrapper.unwrap(sealed, person, chat), self._tenant, person, chat) for chat, sealed in chats
        }

    async def _person_key(self, work: Work, person: PersonId) -> bytes:
        wrapped = await records.person_key(work, person)
        if wrapped is None:
            await records.add_person_key(work, person, self._wrapper.new_key(person))
            wrapped = await records.person_key(work, person)
        if wrapped is None:
            raise NotFound("There is no such person.")
        return self._wrapper.unwrap(wrapped, person)

    async def _make_chat_key(self, work: Work, person: PersonId, chat: ChatId) -> None:
        wrapper = Wrapper(await self._person_key(work, person), self._tenant)
        await records.add_chat_key(work, person, chat, wrapper.new_key(person, chat))
