"""Whether bytes that somebody kept are those that a line of the ledger let out: only the line's own key can tell."""

import hmac
from collections.abc import AsyncGenerator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from inhouse.app.node import node_of
from inhouse.app.rooms import Rooms
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import PersonId
from inhouse.core.prompt import CommitmentKey
from inhouse.core.pseudonyms import chat_name
from inhouse.identity.access import Console
from inhouse.ledger.entry import commitment
from inhouse.ledger.reconcile import Call, calls_of, entry_of
from inhouse.ledger.records import Archive

_AT_ONCE: Final = 4_096


class Matched(StrEnum):
    """What came of it."""

    SAME = "same"
    OTHER = "other"
    """The key is there, and these are other bytes."""
    NO_KEY = "no_key"
    """The conversation or the person was destroyed, or the key was never kept: nobody can tell any more."""
    NO_ENTRY = "no_entry"
    NO_BODY = "no_body"
    """The entry lets out no bytes: it is a refusal, an outcome or an act."""


async def match(rooms: Rooms, log: str, number: int, body: bytes) -> Matched:
    """Compare bytes with what the entry committed to. Raises LogAway, DatabaseAway, LogRewritten.

    1  the entry and its commitment     2  whose it is, by the pseudonym     3  which of their keys it is under
    """
    archive = Archive(rooms.ground.addresses)
    try:
        rows = await archive.read(log, number - 1, 1)
    finally:
        await archive.close()
    if not rows or rows[0][0] != number:
        return Matched.NO_ENTRY
    said = entry_of(log, *rows[0])
    expected, length = said.get("commit"), said.get("bytes")
    if expected is None:
        return Matched.NO_BODY
    # The conversation's pseudonym tells its key; a call without a conversation is under the key of the account.
    found = False
    async for key, conversation in _keys_of(rooms, said.get("actor", "")):
        if conversation != said.get("conversation"):
            continue
        found = True
        if length == len(body) and hmac.compare_digest(commitment(key, body).encode(), str(expected).encode()):
            return Matched.SAME
    return Matched.OTHER if found else Matched.NO_KEY


async def _keys_of(rooms: Rooms, actor: str) -> AsyncGenerator[tuple[CommitmentKey, str | None]]:
    """The keys of whoever has this pseudonym, each with the pseudonym of its conversation."""
    for person in await _everybody(rooms):
        if await rooms.commitments.of_person(person) != actor:
            continue
        caller = Caller(person, admin=False, kind=CallerKind.SYSTEM, credential=UUID(int=0))
        yield await rooms.commitments.of(caller), None
        async with rooms.store.work(caller) as work:
            sealers = await rooms.vault.chats(work, caller)
        for chat, sealer in sealers.items():
            key = sealer.commitment_key
            yield key, chat_name(key.key, chat)


async def _everybody(rooms: Rooms) -> list[PersonId]:
    people = await rooms.identity.people.everybody()
    services = await rooms.identity.services.list(Console.HERE)
    return [*people, *(PersonId(service.id) for service in services)]


def log_here(rooms: Rooms) -> str:
    """The log of the server on this data folder."""
    return node_of(rooms.ground.settings.data_dir)


async def calls_in_ledger(rooms: Rooms) -> Sequence[Call]:
    """All calls that the ledger's logs hold. Raises LogAway, LogRewritten."""
    archive = Archive(rooms.ground.addresses)
    entries: list[Mapping[str, Any]] = []
    try:
        for log in await archive.logs():
            after = 0
            while rows := await archive.read(log, after, _AT_ONCE):
                after = rows[-1][0]
                entries += [entry_of(log, number, entry) for number, entry in rows]
    finally:
        await archive.close()
    return calls_of(entries)
