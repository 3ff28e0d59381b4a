from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import PurePosixPath

import orjson
import pytest
from sqlalchemy import text

from inhouse.chat.chat import Status
from inhouse.chat.files.file import File, FileState
from inhouse.chat.files.place import Add, Chunk, Describe, Part
from inhouse.chat.memory import Memory
from inhouse.chat.own.belongings import Belongings
from inhouse.chat.own.zipped import Entry
from inhouse.chat.place import Begin, Create, Keep, Places
from inhouse.chat.records import FileRows, Rows
from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.ids import FileId, new_id
from inhouse.gateway.responses.kept import Conversation, Kept
from inhouse.gateway.usage.rows import UsageRows
from inhouse.guard.policies.releases import Releases
from inhouse.identity import Identity
from inhouse.identity.passwords import Passwords
from inhouse.store import Addresses
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone
from tests.records import acts_of


@pytest.fixture
async def belongings(rows: Rows) -> AsyncGenerator[Belongings]:
    identity = Identity.open(rows.store, rows.vault, Passwords(memory_kib=64, passes=1))
    releases, usage = Releases(rows.store, rows.vault), UsageRows(rows.store)
    yield Belongings(Places(Memory(), rows), rows, identity, usage, releases)
    await identity.keys.close()


async def ada(belongings: Belongings) -> Caller:
    person = await belongings.identity.people.create("ada@example.com", "Ada", "correct horse battery", admin=False)
    return Caller(person, admin=False, kind=CallerKind.SESSION, credential=new_id())


async def read(entries: AsyncGenerator[Entry]) -> dict[str, bytes]:
    return {path: b"".join([piece async for piece in content]) async for path, content in entries}


async def test_whoever_has_nothing_takes_along_what_is_known_of_them(
    belongings: Belongings, database_addresses: Addresses
) -> None:
    found = await read(await belongings.take(await ada(belongings)))
    assert orjson.loads(found["profile.json"])["name"] == "Ada"
    assert set(found) == {
        *("index.html", "profile.json", "sessions.json", "keys.json", "consents.json", "requests.json", "usage.csv")
    }
    (act,) = await acts_of(database_addresses, "take_out")
    assert act.facts == {"chats": 0}


async def test_a_damaged_chat_is_named_and_takes_no_other_with_it(belongings: Belongings, rows: Rows) -> None:
    caller = await ada(belongings)
    good, bad = a_chat(caller), a_chat(caller)
    for chat in (good, bad):
        await rows.write(caller, chat.id, Create(chat))
    async with rows.store.work(caller) as work:
        damage = text("UPDATE keys.chat_keys SET wrapped = overlay(wrapped placing 'x' from 20) WHERE chat_id = :chat")
        await work.execute(damage, {"chat": bad.id})
    found = await read(await belongings.take(caller))
    assert orjson.loads(found["unreadable.json"]) == [str(bad.id)]
    assert b"unreadable.json" in found["index.html"]
    assert sum(path.endswith(".json") and path.startswith("chats/") for path in found) == 1


async def test_chats_come_to_read_and_for_programs_with_their_files_under_harmless_names(
    belongings: Belongings, rows: Rows
) -> None:
    caller = await ada(belongings)
    chat, asked = a_chat(caller), a_question("What is a seal?")
    answer = an_answer(asked.id)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, answer, "../Seals & wax"))
    await rows.write(caller, chat.id, Keep(replace(answer, text="Wax", status=Status.COMPLETE)))
    place = FileRows(rows.store, rows.vault, rows.node)
    for name in ("../../etc/passwd", "plan.txt", "plan.txt", " .. "):
        file = File(FileId(new_id()), name, clock.now())
        chunks = [Chunk(file.id, Part.ORIGINAL, number, data) for number, data in enumerate((b"one ", b"two"))]
        await place.write(caller, chat.id, [Add(file), *chunks])
        await place.write(caller, chat.id, [Describe(replace(file, size=7, state=FileState.READY))])
    found = await read(await belongings.take(caller))
    assert orjson.loads(found["chats/0001-Seals-wax.json"])["messages"][1]["text"] == "Wax"
    assert b"What is a seal?" in found["chats/0001-Seals-wax.html"]
    assert b"chats/0001-Seals-wax.html" in found["index.html"]
    files = {path: content for path, content in found.items() if path.startswith("files/")}
    assert set(files.values()) == {b"one two"}
    assert len(files) == 4
    assert all(PurePosixPath(path).parts[:2] == ("files", "0001") for path in files)
    assert not any(part == ".." for path in files for part in PurePosixPath(path).parts)
    assert "files/0001/plan (2).txt" in files


async def test_what_was_kept_for_programs_comes_along_and_nobody_elses(belongings: Belongings, rows: Rows) -> None:
    caller = await ada(belongings)
    kept, identity = Kept(rows.store, rows.vault), new_id()
    await kept.keep(caller, identity, Conversation({"output": ["Wax"]}, [{"role": "user", "content": "A seal?"}]))
    await kept.keep(someone(), new_id(), Conversation({"output": ["Bob's"]}, []))
    found = await read(await belongings.take(caller))
    (path,) = (path for path in found if path.startswith("responses/"))
    assert orjson.loads(found[path]) == {
        "id": f"resp_{identity.hex}",
        "response": {"output": ["Wax"]},
        "items": [{"role": "user", "content": "A seal?"}],
    }
    assert path.encode() in found["index.html"]
