from collections.abc import AsyncGenerator
from dataclasses import replace

import orjson

from inhouse.chat import export
from inhouse.chat.chat import Status
from inhouse.chat.memory import Memory
from inhouse.chat.place import Access, Begin, Create, Keep, Places
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.ids import ChatId, new_id
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone


async def joined(pieces: AsyncGenerator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def a_talk(caller: Caller, memory: Memory) -> Access:
    """Two answers to one question; the second one is shown."""
    chat = replace(a_chat(caller), title="Seals\nand kings")
    asked = a_question("What is a **seal**?")
    first, second = (replace(an_answer(asked.id), text=text, status=Status.COMPLETE) for text in ("One", "Two"))
    await memory.write(caller, chat.id, Create(chat))
    await memory.write(caller, chat.id, Begin(asked, first))
    await memory.write(caller, chat.id, Begin(None, second))
    for answer in (first, second):
        await memory.write(caller, chat.id, Keep(answer))
    return Access(memory, await memory.open(caller, chat.id))


async def test_markdown_holds_the_path_that_is_shown() -> None:
    caller = someone()
    text = (await joined(export.markdown(caller, await a_talk(caller, Memory())))).decode()
    assert text.startswith("# Seals and kings\n\n## You, 20")
    assert "What is a **seal**?\n" in text
    assert "## Answer (demo), " in text
    assert "Two\n" in text
    assert "One\n" not in text


async def test_json_holds_every_message_with_its_parent() -> None:
    caller = someone()
    access = await a_talk(caller, Memory())
    whole = orjson.loads(await joined(export.json(caller, access)))
    assert (whole["format"], whole["version"], whole["title"]) == ("inhouse.chat", 1, "Seals\nand kings")
    asked, first, second = whole["messages"]
    assert first["parent_id"] == second["parent_id"] == asked["id"]
    assert [message["text"] for message in (first, second)] == ["One", "Two"]


async def test_all_chats_are_one_json_document_and_what_is_gone_is_left_out() -> None:
    caller, memory = someone(), Memory()
    ids = [(await a_talk(caller, memory)).chat.id for _ in range(2)]
    chats = [ids[0], ChatId(new_id()), ids[1]]
    whole = orjson.loads(await joined(export.all_json(caller, Places(memory, Memory()), chats, clock.now())))
    assert [chat["id"] for chat in whole["chats"]] == [str(one) for one in ids]
    none = orjson.loads(await joined(export.all_json(caller, Places(memory, memory), [], clock.now())))
    assert none["chats"] == []


def test_a_files_name_is_taken_by_every_system() -> None:
    assert export.file_name('../a "b"\r\nc: \N{SEAL}', "md") == "a-b-c.md"
    assert export.file_name(None, "json") == "chat.json"
    assert len(export.file_name("x" * 500, "md")) == 63
