"""All messages of a person in portions, newest chat first, for a search.

First some chats, then their messages: two statements that can only be run by their indexes. In one statement with a
join the planner, as long as it had no statistics, once chose a way that took half a minute.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from inhouse.chat.records.rows import Rows
from inhouse.chat.search import Portions, Position, Said, Talk
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId
from inhouse.store import Work
from inhouse.vault import Sealer

CHATS = 1000
MESSAGES = 2000
"""The most messages of one portion: the event loop takes them in within a few milliseconds."""

_CHATS = """
SELECT id, title, updated_at FROM chat.chats WHERE owner_id = $1 AND deleted_at IS NULL
ORDER BY updated_at DESC, id DESC LIMIT $2"""
_CHATS_AFTER = """
SELECT id, title, updated_at FROM chat.chats WHERE owner_id = $1 AND deleted_at IS NULL AND (updated_at, id) <= ($3, $4)
ORDER BY updated_at DESC, id DESC LIMIT $2"""
# A lateral query can only be run chat by chat, so the rows come in the order of the chats without being sorted.
_MESSAGES = """
SELECT among.place, said.number, said.id, said.speaker, date_part('epoch', said.created_at), said.content
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS among (chat_id, below, place)
CROSS JOIN LATERAL (
    SELECT number, id, speaker, created_at, content FROM chat.messages
    WHERE chat_id = among.chat_id AND number < among.below ORDER BY number DESC OFFSET 0
) AS said
LIMIT $3"""
_ABOVE_ALL = 2**63 - 1


_Chat = tuple[ChatId, bytes | None, datetime]
"""Id, sealed title, and when it was used last."""


async def history(rows: Rows, caller: Caller, after: Position | None) -> Portions:
    """All messages of the caller, newest chat first, in it newest message first, from behind `after` on.

    One unit of work for all of it, because beginning one costs as much as reading a portion. It only reads, and waits
    for nothing but a scan.
    """
    async with rows.store.work(caller) as work:
        while True:
            some = await _chats(work, caller, after)
            sealers = await rows.vault.chats(work, caller, [chat for chat, _, _ in some])
            resumed = after is not None and len(some) > 0 and some[0][0] == after.chat_id
            below = after.number if after is not None and resumed else _ABOVE_ALL
            here = some
            while here:
                said = await _messages(work, [chat for chat, _, _ in here], below)
                cut = len(said) == MESSAGES
                whole = said[-1][0] if cut else len(here)
                yield _talks(here[:whole], said, sealers, resumed=resumed)
                if not cut:
                    break
                # The last chat may have more; if not, the next portion begins behind it.
                here, below, resumed = here[whole - 1 :], said[-1][1], True
            if len(some) < CHATS:
                return
            chat, _, updated_at = some[-1]
            after = Position(updated_at, chat, 0)


async def _chats(work: Work, caller: Caller, after: Position | None) -> Sequence[_Chat]:
    if after is None:
        return await work.bulk(_CHATS, caller.person, CHATS)
    return await work.bulk(_CHATS_AFTER, caller.person, CHATS, after.updated_at, after.chat_id)


async def _messages(work: Work, chats: Sequence[ChatId], below: int) -> Sequence[Said]:
    bounds = [below, *[_ABOVE_ALL] * (len(chats) - 1)]
    return await work.bulk(_MESSAGES, chats, bounds, MESSAGES)


def _talks(
    chats: Sequence[_Chat], said: Sequence[Said], sealers: Mapping[ChatId, Sealer], *, resumed: bool
) -> list[Talk]:
    """The chats with their messages. `resumed` says that the first one was begun before."""
    by_place = {place: list(there) for place, there in groupby(said, key=itemgetter(0))}
    talks: list[Talk] = []
    for place, (chat, title, updated_at) in enumerate(chats, start=1):
        sealer = sealers.get(chat)
        begins = place > 1 or not resumed
        messages = by_place.get(place, ())
        # A chat without a key is being deleted at this moment.
        if sealer is not None and (begins or messages):
            talks.append(Talk(sealer, chat, updated_at, title, messages, begins))
    return talks
