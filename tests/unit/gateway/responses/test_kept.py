import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from inhouse.chat.records import WORDS_GONE
from inhouse.core import clock
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import TooLarge
from inhouse.core.events import Place
from inhouse.core.ids import ChatId, new_id
from inhouse.core.tasks import spawn
from inhouse.gateway.records import responses as records
from inhouse.gateway.responses import kept as room
from inhouse.gateway.responses.errors import ResponseUnknown
from inhouse.gateway.responses.kept import Conversation, Kept
from inhouse.store import Addresses, Role
from inhouse.store.listener import listen_for
from inhouse.vault import ChatKeyGone
from tests.people import someone
from tests.records import acts_of

SAID = Conversation({"output": [{"type": "message", "content": "a canary"}]}, [{"role": "user", "content": "hello"}])


async def test_what_is_kept_is_found_by_its_owner_alone(kept: Kept) -> None:
    anna, bob, identity = someone(), someone(), new_id()
    await kept.keep(anna, identity, SAID)
    found = await kept.find(anna, f"resp_{identity.hex}")
    assert found == SAID
    assert [item.get("role", "answer") for item in found.whole] == ["user", "answer"]
    for caller, name in (
        (bob, f"resp_{identity.hex}"),
        (anna, "resp_1"),
        (anna, identity.hex),
        (anna, "resp_" + "x" * 32),
    ):
        with pytest.raises(ResponseUnknown):
            await kept.find(caller, name)
        with pytest.raises(ResponseUnknown):
            await kept.delete(caller, name)


async def test_the_words_are_sealed(kept: Kept) -> None:
    anna = someone()
    await kept.keep(anna, new_id(), SAID)
    async with kept.store.work(anna) as work:
        (row,) = await work.execute(text("SELECT content FROM responses.responses"))
    assert b"canary" not in row.content


async def test_deleting_destroys_the_key_and_is_on_record(kept: Kept, database_addresses: Addresses) -> None:
    anna, identity = someone(), new_id()
    await kept.keep(anna, identity, SAID)
    await kept.delete(anna, f"resp_{identity.hex}")
    with pytest.raises(ResponseUnknown):
        await kept.find(anna, f"resp_{identity.hex}")
    async with kept.store.work(anna) as work:
        with pytest.raises(ChatKeyGone):
            await kept.vault.chat(work, anna, ChatId(identity))
    (act,) = await acts_of(database_addresses)
    assert (act.facts["what"], sorted(act.facts)) == ("response", ["unreadable_anywhere", "unreadable_here", "what"])


@pytest.mark.parametrize("way", ["its owner", "its age", "everything"])
async def test_the_local_place_that_wrote_what_is_destroyed_is_named_and_no_other(
    kept: Kept, database_addresses: Addresses, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    told = asyncio.Queue[str | None]()
    listening = spawn(listen_for(database_addresses, {}, {WORDS_GONE: told.put_nowait}), name="listen")
    async with asyncio.timeout(20):
        assert await told.get() is None
    anna, here, away, unknown = someone(), new_id(), new_id(), new_id()
    await kept.keep(anna, unknown, SAID)
    await kept.keep(anna, away, SAID, Place("Somewhere else", DestinationClass.EXTERNAL))
    await kept.keep(anna, here, SAID, Place("The engine", DestinationClass.LOCAL))
    match way:
        case "its owner":
            for identity in (unknown, away, here):
                await kept.delete(anna, f"resp_{identity.hex}")
        case "its age":
            later = clock.now() + timedelta(days=31)
            monkeypatch.setattr(clock, "now", lambda: later)
            assert await kept.remove_expired() == 3
        case _:
            async with kept.store.work(anna) as work:
                assert len(await records.remove_all(work)) == 3
    async with asyncio.timeout(20):
        assert await told.get() == "The engine"
    assert told.empty()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_after_thirty_days_it_is_gone(
    kept: Kept, database_addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, identity = someone(), new_id()
    await kept.keep(anna, identity, SAID)
    assert await kept.remove_expired() == 0
    later = clock.now() + timedelta(days=30, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(ResponseUnknown):
        await kept.find(anna, f"resp_{identity.hex}")
    assert await kept.remove_expired() == 1
    async with kept.store.work(None, Role.JOBS) as work:
        assert (await work.execute(text("SELECT count(chat_id) FROM keys.chat_keys"))).scalar_one() == 0
    (act,) = await acts_of(database_addresses)
    assert (act.facts["what"], act.facts["responses"], act.facts["why"]) == ("responses", 1, "retention")


async def test_a_conversation_has_a_length(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_BYTES", 10)
    with pytest.raises(TooLarge):
        await kept.keep(someone(), new_id(), SAID)
