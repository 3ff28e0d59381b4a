"""Responses that are kept because their requests said so: sealed, each under a key of its own.

A key of its own, because deleted means unreadable: deleting a response destroys its key. It is wrapped by the person's.
A local engine that wrote it is told to forget, as with chats.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import orjson

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import Gone, TooLarge
from inhouse.core.events import Place
from inhouse.core.ids import ChatId
from inhouse.gateway.openai.fields import Json, is_list, is_object
from inhouse.gateway.records import responses as records
from inhouse.gateway.responses.errors import ResponseUnknown
from inhouse.store import Role, Store
from inhouse.store.acts import note
from inhouse.vault import Vault

DAYS: Final = 30
"""How long a response is kept, as at OpenAI."""
MOST_BYTES: Final = 32 * 1024 * 1024
"""The longest conversation that is kept with a response."""
_KIND: Final = "response"
_PREFIX: Final = "resp_"
_DIGITS: Final = 32

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A response, and all items that led to it."""

    response: Json
    items: list[Json]

    @property
    def whole(self) -> list[Json]:
        """All items, those of the answer too."""
        output = self.response.get("output")
        return [*self.items, *filter(is_object, output if is_list(output) else [])]


def _keep_all(_caller: Caller) -> None:
    """Everybody's responses are kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The responses that are kept. `may_keep` refuses whose responses are not, by raising."""

    store: Store
    vault: Vault
    may_keep: Callable[[Caller], None] = _keep_all

    async def keep(
        self, caller: Caller, identity: UUID, conversation: Conversation, place: Place | None = None
    ) -> None:
        """Keep a response that `place` wrote; raises TooLarge, DatabaseAway."""
        plain = orjson.dumps({"response": conversation.response, "items": conversation.items})
        if len(plain) > MOST_BYTES:
            raise TooLarge("The conversation is too long to be kept.", hint="Begin a new one, or leave out 'store'.")
        now = clock.now()
        async with self.store.work(caller) as work:
            sealer = await self.vault.chat(work, caller, ChatId(identity), create=True)
            sealed = sealer.seal(plain, _KIND, identity)
            expires, here = now + timedelta(days=DAYS), None
            if place is not None and place.destination_class is DestinationClass.LOCAL:
                here = place.name
            await records.keep(work, records.Row(identity, caller.person, sealed, now, expires, here))

    async def find(self, caller: Caller, name: str) -> Conversation:
        """A response by its id; raises ResponseUnknown."""
        identity = _identity(name)
        async with self.store.work(caller) as work:
            sealed = await records.find(work, identity, clock.now())
            if sealed is None:
                raise ResponseUnknown
            try:
                sealer = await self.vault.chat(work, caller, ChatId(identity))
            except Gone:
                raise ResponseUnknown from None
        found = orjson.loads(sealer.open(sealed, _KIND, identity))
        return Conversation(found["response"], found["items"])

    async def mine(self, caller: Caller) -> list[str]:
        """The ids of the caller's responses, oldest first."""
        async with self.store.work(caller) as work:
            return [f"{_PREFIX}{identity.hex}" for identity in await records.mine(work, clock.now())]

    async def delete(self, caller: Caller, name: str) -> None:
        """Destroy a response's key, and the response, and put it on record; raises ResponseUnknown."""
        identity = _identity(name)
        async with self.store.work(caller) as work:
            if not await records.remove(work, identity):
                raise ResponseUnknown
            await self.vault.shred_chat(work, caller, ChatId(identity))
            await note(work, Act(ActKind.DELETION, caller.person, facts=self._facts("response")))

    async def remove_expired(self) -> int:
        """Destroy what is older than it may be; returns how many there were."""
        async with self.store.work(None, Role.JOBS) as work:
            expired = await records.remove_expired(work, clock.now())
            if expired:
                await self.vault.shred_chats(work, [ChatId(identity) for identity in expired])
                facts = self._facts("responses", responses=len(expired))
                await note(work, Act(ActKind.DELETION, None, facts={**facts, "why": "retention"}))
        if expired:
            _log.info("%d responses have expired", len(expired))
        return len(expired)

    def _facts(self, what: str, **counts: int) -> dict[str, str | int | None]:
        """What is on record of a deletion, with both of its dates."""
        dates = {"unreadable_here": clock.now(), "unreadable_anywhere": self.vault.epoch_ends()}
        return {"what": what, **counts, **{name: at.isoformat(timespec="seconds") for name, at in dates.items()}}


def _identity(name: str) -> UUID:
    digits = name.removeprefix(_PREFIX)
    if len(digits) != _DIGITS or not name.startswith(_PREFIX):
        raise ResponseUnknown
    try:
        return UUID(hex=digits)
    except ValueError:
        raise ResponseUnknown from None
