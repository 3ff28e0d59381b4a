"""Chats over HTTP, with the whole product behind them and a scripted model at the end of the road."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from tests.product import Person, Product
from tests.scripted import Gate, Upstream, prompt_too_long, words


@dataclass
class Desk:
    """A person, a scripted model, and the id under which it is offered."""

    ada: Person
    upstream: Upstream
    model: str

    async def chat(self, **settings: object) -> str:
        return await self.ada.new_chat(**{"model": self.model, **settings})

    async def talk(self, chat: str, text: str, answer: str, parent: str | None = None) -> dict[str, Any]:
        """Say something and wait for the answer; gives back what was started."""
        self.upstream.will(words(answer))
        run = await self.ada.say(chat, text, parent)
        assert (await self.ada.answer(run["run_id"]))[0] == answer
        return run

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        reply = await self.ada.get(path, **query)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def change(self, chat: str, **values: object) -> dict[str, Any]:
        reply = await self.ada.send("PATCH", f"/api/chats/{chat}", values)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def run(self, chat: str, **body: object) -> tuple[int, dict[str, Any]]:
        reply = await self.ada.send("POST", f"/api/chats/{chat}/runs", body)
        return reply.status_code, reply.json()


@pytest.fixture
async def desk(product: Product) -> AsyncIterator[Desk]:
    async with Upstream() as upstream, product.person() as ada:
        yield Desk(ada, upstream, await product.add_model(upstream.port))


async def test_a_chat_is_made_once_changed_and_shown(desk: Desk) -> None:
    wanted = str(uuid4())
    body = {"id": wanted, "instructions": "Be brief.", "temperature": 0.5, "model": desk.model}
    first = await desk.ada.send("POST", "/api/chats", body)
    again = await desk.ada.send("POST", "/api/chats", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == await desk.get(f"/api/chats/{wanted}")
    assert first.json()["title"] is None
    changed = await desk.change(wanted, title="Mine", pinned=True, temperature=None)
    assert (changed["title"], changed["pinned"], changed["temperature"]) == ("Mine", True, None)
    assert changed["instructions"] == "Be brief."
    unknown = await desk.ada.send("PATCH", f"/api/chats/{wanted}", {"model": "nobody"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "model_unknown")


async def test_the_sidebar_is_paged_and_says_what_is_running(desk: Desk) -> None:
    chats = [await desk.chat() for _ in range(5)]
    await desk.change(chats[0], pinned=True)
    await desk.change(chats[1], archived=True)
    gate = Gate()
    desk.upstream.will(words("slow", gate))
    run = await desk.ada.say(chats[2], "Hello")
    await gate.reached.wait()
    seen: list[dict[str, Any]] = []
    page = await desk.get("/api/chats", limit="2")
    while True:
        seen += page["items"]
        if page["next"] is None:
            break
        page = await desk.get("/api/chats", limit="2", cursor=page["next"])
    assert [row["id"] for row in seen] == [chats[0], chats[2], chats[4], chats[3]]
    assert [row["running"] for row in seen] == [None, run["run_id"], None, None]
    assert (await desk.get(f"/api/chats/{chats[2]}"))["run"] == {"id": run["run_id"], "message_id": run["message_id"]}
    assert [row["id"] for row in (await desk.get("/api/chats", archived="true"))["items"]] == [chats[1]]
    gate.open()
    await desk.ada.answer(run["run_id"])
    wrong = await desk.ada.get("/api/chats", cursor="nonsense")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_cursor")


async def test_an_edited_question_and_a_second_answer_make_branches(desk: Desk) -> None:
    chat = await desk.chat()
    one = await desk.talk(chat, "First question", "First answer")
    edited = await desk.talk(chat, "Edited question", "Edited answer")
    desk.upstream.will(words("Second answer"))
    status, again = await desk.run(chat, kind="again", message_id=one["message_id"])
    assert status == 202
    await desk.ada.answer(again["run_id"])
    question, answer = await desk.ada.messages(chat)
    assert (question["text"], answer["text"]) == ("First question", "Second answer")
    assert question["siblings"] == [one["user_message_id"], edited["user_message_id"]]
    assert answer["siblings"] == [one["message_id"], again["message_id"]]
    shown = await desk.change(chat, leaf_id=edited["user_message_id"])
    assert shown["leaf_id"] == edited["message_id"]
    assert [message["text"] for message in await desk.ada.messages(chat)] == ["Edited question", "Edited answer"]


async def test_messages_come_in_pages_newest_first(desk: Desk) -> None:
    chat, parent = await desk.chat(), None
    for number in range(3):
        parent = (await desk.talk(chat, f"q{number}", f"a{number}", parent))["message_id"]
    newest = await desk.get(f"/api/chats/{chat}/messages", limit="4")
    assert ([message["text"] for message in newest["items"]], newest["earlier"]) == (["q1", "a1", "q2", "a2"], True)
    older = await desk.get(f"/api/chats/{chat}/messages", limit="4", before=newest["items"][0]["id"])
    assert ([message["text"] for message in older["items"]], older["earlier"]) == (["q0", "a0"], False)
    lost = await desk.ada.get(f"/api/chats/{chat}/messages", before=str(uuid4()))
    assert lost.status_code == 404


async def test_an_answer_is_rated_and_the_gauge_is_exact_after_it(desk: Desk) -> None:
    chat = await desk.chat()
    run = await desk.talk(chat, "Hello", "Hi")
    path = f"/api/messages/{run['message_id']}/rating"
    assert (await desk.ada.send("PUT", path, {"rating": "up"})).status_code == 204
    answer = (await desk.ada.messages(chat))[-1]
    assert (answer["rating"], answer["usage"]) == ("up", {"prompt_tokens": 7, "completion_tokens": 3})
    own = f"/api/messages/{run['user_message_id']}/rating"
    refused = await desk.ada.send("PUT", own, {"rating": "up"})
    assert (refused.status_code, refused.json()["message"]) == (400, "Only an answer can be rated.")
    gauge = await desk.get(f"/api/chats/{chat}/gauge")
    assert (gauge["used_tokens"], gauge["left_out"], gauge["exact"]) == (10, 0, True)
    drafted = await desk.get(f"/api/chats/{chat}/gauge", draft_bytes="3000")
    assert drafted["used_tokens"] > 300
    assert not drafted["exact"]


async def test_a_prompt_that_the_model_finds_too_long_goes_shorter(desk: Desk) -> None:
    chat, parent = await desk.chat(), None
    for number in range(3):
        parent = (await desk.talk(chat, f"question {number} " * 50, "answer", parent))["message_id"]
    desk.upstream.will(prompt_too_long(20_000, 8_192), words("It fits."))
    run = await desk.ada.say(chat, "And now?", parent)
    events = [event async for _, event in desk.ada.events(run["run_id"])]
    left_out = [event["left_out"] for event in events if event["type"] == "reading"]
    assert left_out[0] == 0 < left_out[-1]
    answer = (await desk.ada.messages(chat))[-1]
    assert (answer["text"], answer["left_out"]) == ("It fits.", left_out[-1])


async def test_a_prompt_that_can_never_fit_says_how_long_it_is(desk: Desk) -> None:
    chat = await desk.chat()
    desk.upstream.will(prompt_too_long(20_000, 8_192))
    run = await desk.ada.say(chat, "long " * 5_000)
    _, last = await desk.ada.answer(run["run_id"])
    assert (last["type"], last["code"]) == ("failed", "prompt_too_long")
    assert "20000" in last["message"]
    status, refused = await desk.run(chat, kind="say", text="x" * 900_000)
    assert (status, refused["code"]) == (400, "prompt_too_long")
    assert refused["details"]["context_tokens"] == 8_192


async def test_a_stopped_answer_goes_on_where_it_was(desk: Desk) -> None:
    chat, gate = await desk.chat(), Gate()
    desk.upstream.will(words("One ", gate, "never"), words("two"))
    run = await desk.ada.say(chat, "Count")
    async for _, event in desk.ada.events(run["run_id"]):
        if event.get("text") == "One ":
            stopped = await desk.ada.send("POST", f"/api/runs/{run['run_id']}/cancel")
            assert stopped.status_code == 202
    assert (await desk.ada.messages(chat))[-1]["status"] == "cancelled"
    status, more = await desk.run(chat, kind="continue", message_id=run["message_id"])
    assert (status, more["message_id"], more["user_message_id"]) == (202, run["message_id"], None)
    assert (await desk.ada.answer(more["run_id"]))[0] == "One two"
    assert (await desk.ada.messages(chat))[-1]["text"] == "One two"
    status, refused = await desk.run(chat, kind="continue", message_id=run["message_id"])
    assert (status, refused["code"]) == (400, "cannot_continue")


async def test_a_second_reader_sees_the_text_so_far_and_goes_on_live(desk: Desk) -> None:
    chat, gate = await desk.chat(), Gate()
    desk.upstream.will(words("The text so far, ", gate, "and the rest."))
    run = await desk.ada.say(chat, "Tell me")
    await gate.reached.wait()
    readers = [asyncio.ensure_future(desk.ada.answer(run["run_id"])) for _ in range(3)]
    gate.open()
    for text, last in await asyncio.gather(*readers):
        assert (text, last["reason"]) == ("The text so far, and the rest.", "stop")
    whole = [(number, event["type"]) async for number, event in desk.ada.events(run["run_id"])]
    assert [number for number, _ in whole] == list(range(1, len(whole) + 1))
    assert [one async for one, _ in desk.ada.events(run["run_id"], after=2)] == [number for number, _ in whole[2:]]


async def test_a_deleted_chat_can_be_brought_back_for_a_while(desk: Desk) -> None:
    chat = await desk.chat()
    await desk.talk(chat, "Hello", "Hi")
    deleted = await desk.ada.send("DELETE", f"/api/chats/{chat}")
    assert deleted.status_code == 200
    assert deleted.json()["undo_until"]
    assert (await desk.ada.get(f"/api/chats/{chat}")).status_code == 404
    assert (await desk.get("/api/chats"))["items"] == []
    assert (await desk.get("/api/search", q="hello"))["items"] == []
    back = await desk.ada.send("POST", f"/api/chats/{chat}/undelete")
    assert (back.status_code, back.json()["title"]) == (200, "Hello")
    assert len(await desk.ada.messages(chat)) == 2


async def test_a_temporary_chat_is_nowhere_but_in_memory(desk: Desk) -> None:
    chat = await desk.chat(temporary=True)
    await desk.talk(chat, "A secret sentence", "An answer")
    assert (await desk.get(f"/api/chats/{chat}"))["temporary"]
    assert [message["text"] for message in await desk.ada.messages(chat)] == ["A secret sentence", "An answer"]
    assert (await desk.get("/api/chats"))["items"] == []
    assert (await desk.get("/api/search", q="secret"))["scanned_messages"] == 0
    assert (await desk.get("/api/export"))["chats"] == []
    exported = await desk.get(f"/api/chats/{chat}/export", format="json")
    assert len(exported["messages"]) == 2


async def test_words_are_found_in_titles_and_messages_whatever_their_accents(desk: Desk) -> None:
    chat = await desk.chat()
    run = await desk.talk(chat, "Wo liegt die Straße?", "Am CAFÉ vorbei.")
    found = await desk.get("/api/search", q="strasse")
    assert [(hit["message_id"], hit["role"]) for hit in found["items"]] == [
        (None, None),
        (run["user_message_id"], "user"),
    ]
    assert found["scanned_messages"] == 2
    (hit,) = (await desk.get("/api/search", q="cafe vorbei"))["items"]
    assert [hit["snippet"][start:end] for start, end in hit["ranges"]] == ["CAFÉ", "vorbei"]
    assert (await desk.get("/api/search", q="  "))["items"] == []


async def test_chats_are_taken_along(desk: Desk) -> None:
    chat = await desk.chat()
    await desk.talk(chat, "What is a seal?", "An *animal*.")
    markdown = await desk.ada.get(f"/api/chats/{chat}/export", format="markdown")
    assert markdown.headers["content-disposition"] == 'attachment; filename="What-is-a-seal.md"'
    assert "# What is a seal?" in markdown.text
    assert "An *animal*." in markdown.text
    (one,) = (await desk.get("/api/export"))["chats"]
    assert one == {
        key: value
        for key, value in (await desk.get(f"/api/chats/{chat}/export", format="json")).items()
        if key not in ("format", "version")
    } | {"format": "inhouse.chat", "version": 1}


async def test_a_model_that_is_fit_for_work_writes_the_title(product: Product, desk: Desk) -> None:
    model = await product.add_model(desk.upstream.port, fit_for_work=True)
    chat, gate = await desk.chat(model=model), Gate()
    desk.upstream.will(words("An ", gate, "answer."), words("Seals and kings"))
    run = await desk.ada.say(chat, "Tell me about seals and about kings")
    titles: list[str] = []
    async for _, event in desk.ada.events(run["run_id"]):
        titles += [event["title"]] if event["type"] == "titled" else []
        if len(titles) == 2:
            gate.open()
    assert titles == ["Tell me about seals and about kings", "Seals and kings"]
    assert (await desk.get(f"/api/chats/{chat}"))["title"] == "Seals and kings"
