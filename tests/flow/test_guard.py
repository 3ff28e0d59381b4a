"""The guard in the running product: what an external model sees, by every door, and what people see again."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import orjson
import pytest

from inhouse.store.embedded import EmbeddedPostgres, Role
from tests.answers import calls, vectors
from tests.certificates import Authority
from tests.ledgers import all_closed
from tests.product import Person, Product, free_port
from tests.scripted import Answer, Seen, Upstream, failure, words

EMAIL, IBAN = "anna.keller@northwind.de", "DE89 3704 0044 0532 0130 00"
SECRET = "AKIA" + "Q7ZR4MT2VX6KD3WB"
AUTHORITIES: dict[Path, Authority] = {}
"""The authority that an installation believes, by its folder."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An installation with the policy that holds from the start."""
    folder = tmp_path_factory.mktemp("guarded")
    AUTHORITIES[folder] = Authority(folder / "authority")
    settings = {"INHOUSE_ENGINE": "off", "INHOUSE_CA_FILE": str(AUTHORITIES[folder].bundle)}
    product = Product(folder, settings).start()
    yield product
    product.stop()


def echo(seen: Seen) -> Answer:
    """Says what it was asked last, three letters at a time; vectors where vectors are wanted."""
    if "input" in seen.json and "messages" not in seen.json:
        return vectors([0.5])
    said = next(each["content"] for each in reversed(seen.json["messages"]) if each["role"] == "user")
    text = said if isinstance(said, str) else said[-1]["text"]
    return words(*(text[at : at + 3] for at in range(0, len(text), 3)))


async def add(product: Product, port: int, terms: str, *more: str, scheme: str = "http") -> str:
    """Add a model that somebody declares to be so far away."""
    command = ["models", "add", f"At {port}", "--endpoint", f"{scheme}://127.0.0.1:{port}/v1", "--terms", terms]
    command += ["--account", f"{terms} {port}", "--upstream-model", "scripted", *more]
    done = await asyncio.to_thread(product.command, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


async def lines(product: Product) -> list[dict[str, Any]]:
    """All lines of the ledger's table, as its owner sees it."""
    running = EmbeddedPostgres.running(product.folder / "data")
    assert running is not None
    at = running(Role.OWNER)
    connection = await asyncpg.connect(
        host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
    )
    try:
        async with asyncio.timeout(5):
            while True:
                rows = await connection.fetch("SELECT entry FROM ledger.entries ORDER BY number")
                found = [json.loads(row["entry"]) for row in rows]
                if all_closed(found):
                    return found
    finally:
        await connection.close()


async def call_lines(product: Product) -> list[dict[str, Any]]:
    """The lines of calls alone: an act gets its line some moments after it, between those of the next call."""
    return [line for line in await lines(product) if line["kind"] in ("open", "outcome")]


async def post(product: Product, key: str, path: str, body: object, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=product.address, timeout=30) as client:
        return await client.post(path, json=body, headers={"authorization": f"Bearer {key}", **headers})


async def said(person: Person, model: str, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Say something in a new chat; the run, and all its events."""
    run = await person.say(await person.new_chat(model=model), text)
    return run, [event async for _, event in person.events(run["run_id"])]


def text_of(events: list[dict[str, Any]]) -> str:
    return "".join(event["text"] for event in events if event["type"] == "text_delta")


async def test_an_external_model_sees_stand_ins_and_the_person_the_real_words(house: Product) -> None:
    async with Upstream(rule=echo) as upstream, house.person() as ada:
        model = await add(house, upstream.port, "external")
        text = f"Write to {EMAIL}, from {IBAN}. The key {SECRET} is refused."
        run, events = await said(ada, model, text)

        assert text_of(events) == text.replace(SECRET, "[AWS access key removed]")
        (disclosure,) = (event for event in events if event["type"] == "disclosure")
        assert (disclosure["verdict"], disclosure["replaced"]) == ("stand_in", 2)
        assert disclosure["removed"] == [{"kind": "secret.aws_access_key", "label": "AWS access key", "count": 1}]
        restored = {event["value"]: event["stand_in"] for event in events if event["type"] == "restored"}
        assert set(restored) == {EMAIL, IBAN}

        left = b"".join(seen.body for seen in upstream.requests)
        for real in (EMAIL, "3704", SECRET, "keller"):
            assert real.encode() not in left
        assert restored[EMAIL].encode() in left

        shown = (await ada.get(f"/api/messages/{run['message_id']}/sent")).json()
        assert (shown["unchanged"], shown["replaced"]) == (False, 2)
        assert shown["messages"][-1] == {"role": "user", "text": upstream.requests[0].json["messages"][-1]["content"]}
        stored = (await ada.messages(run["chat_id"]))[-1]
        assert stored["text"] == text_of(events)
        assert {pair["value"]: pair["stand_in"] for pair in stored["guarded"]["restored"]} == restored
        opened = next(line for line in reversed(await lines(house)) if line["kind"] == "open")
        assert (opened["verdict"], opened["guard"]) == ("stand_in", "4")
        assert {each["kind"]: each["count"] for each in opened["findings"]} == {
            "personal.email": 1, "personal.iban": 1, "secret.aws_access_key": 1,
        }  # fmt: skip


async def test_a_chat_keeps_its_stand_ins_and_no_other_chat_has_them(house: Product) -> None:
    async with Upstream(rule=echo) as upstream, house.person() as ada:
        model = await add(house, upstream.port, "external")
        run, _ = await said(ada, model, f"I am {EMAIL}")
        await ada.answer((await ada.say(run["chat_id"], "And who am I?", run["message_id"]))["run_id"])
        await said(ada, model, f"I am {EMAIL}")
        first, second, other = (seen.json["messages"] for seen in upstream.requests)
        stand_in = first[-1]["content"].removeprefix("I am ")
        assert [each["content"] for each in second if each["role"] != "system"][:2] == [f"I am {stand_in}"] * 2
        assert stand_in not in other[-1]["content"]


async def test_a_question_that_was_stopped_does_not_stop_the_next_one(house: Product) -> None:
    async with Upstream(rule=echo) as upstream, house.person() as ada:
        model = await add(house, upstream.port, "external")
        chat = await ada.new_chat(model=model)
        first = await ada.say(chat, "Hello")
        await ada.answer(first["run_id"])
        stopped = await ada.say(chat, "CONFIDENTIAL\n\nThe plan for May", first["message_id"])
        (*_, failed) = [event async for _, event in ada.events(stopped["run_id"])]
        assert (failed["type"], failed["code"]) == ("failed", "guard_keeps_local")
        await ada.answer((await ada.say(chat, "And now?", stopped["message_id"]))["run_id"])
        left = [each["content"] for each in upstream.requests[-1].json["messages"] if each["role"] != "system"]
        assert left == ["Hello", "Hello", "And now?"]


async def test_a_key_in_two_parts_of_a_message_does_not_leave(house: Product) -> None:
    async with Upstream(rule=echo) as upstream, house.person() as ada:
        model = await add(house, upstream.port, "external")
        parts = [{"type": "text", "text": SECRET[:9]}, {"type": "text", "text": SECRET[9:]}]
        message = [{"role": "user", "content": parts}]
        key = house.make_key(ada.email)
        for path in ("/v1/chat/completions", "/v1/messages"):
            reply = await post(house, key, path, {"model": model, "messages": message, "max_tokens": 50})
            assert reply.headers["x-inhouse-guard"] == "stand_in; replaced=0; removed=1"
        assert all(SECRET[9:].encode() not in seen.body for seen in upstream.requests)


@pytest.mark.parametrize("stream", [True, False])
async def test_no_door_lets_a_real_value_out(house: Product, stream: bool) -> None:
    async with Upstream(rule=echo) as upstream, house.person() as ada:
        model = await add(house, upstream.port, "external")
        vectors_of = await add(house, upstream.port, "external", "--embeds")
        key, text = house.make_key(ada.email), f"Mail {EMAIL}"
        message = [{"role": "user", "content": text}]
        asked = {"model": model, "stream": stream}
        replies = [
            await post(house, key, "/v1/chat/completions", {**asked, "messages": message}),
            await post(house, key, "/v1/responses", {**asked, "input": text}),
            await post(house, key, "/v1/messages", {**asked, "messages": message, "max_tokens": 50}),
            await post(house, key, f"/openai/deployments/{model}/chat/completions", {**asked, "messages": message}),
            await post(house, key, "/v1/embeddings", {"model": vectors_of, "input": [text]}),
        ]
        for reply in replies:
            assert reply.status_code == 200, reply.text
            assert reply.headers["x-inhouse-guard"] == "stand_in; replaced=1; removed=0"
            assert EMAIL in reply.text or reply is replies[-1] or stream
        assert len(upstream.requests) == len(replies)
        assert all(b"keller" not in seen.body for seen in upstream.requests)


async def test_no_retry_and_no_fallback_lets_a_real_value_out(house: Product) -> None:
    async with Upstream(rule=echo) as upstream, house.person() as ada:
        behind = await add(house, upstream.port, "external")
        gone = await add(house, free_port(), "external", "--fallback", behind)
        upstream.will(failure(503), failure(503))
        reply = await post(
            house, house.make_key(ada.email), "/v1/chat/completions",
            {"model": gone, "messages": [{"role": "user", "content": f"Mail {EMAIL}"}]},
        )  # fmt: skip
        assert reply.json()["choices"][0]["message"]["content"] == f"Mail {EMAIL}"
        assert len(upstream.requests) == 3
        assert all(b"keller" not in seen.body for seen in upstream.requests)


async def test_beside_tools_a_stand_in_comes_back_in_arguments_and_a_secret_is_refused(house: Product) -> None:
    async with Upstream() as upstream, house.person() as ada:
        model = await add(house, upstream.port, "external", "--tools")
        key = house.make_key(ada.email)
        tools = [{"type": "function", "function": {"name": "edit", "parameters": {"type": "object"}}}]
        file = f"owner = {EMAIL}\nserver = 10.20.30.40\n"

        def edits(seen: Seen) -> Answer:
            return calls(("edit", orjson.dumps({"text": seen.json["messages"][-1]["content"]}).decode()))

        upstream.rule = edits
        body = {"model": model, "tools": tools, "messages": [{"role": "user", "content": file}]}
        reply = await post(house, key, "/v1/chat/completions", body)
        (call,) = reply.json()["choices"][0]["message"]["tool_calls"]
        assert json.loads(call["function"]["arguments"]) == {"text": file}
        assert b"10.20.30.40" not in upstream.requests[0].body
        body["messages"] = [{"role": "user", "content": f"{file}key = {SECRET}\n"}]
        refused = await post(house, key, "/v1/chat/completions", body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "guard_refused")
        assert len(upstream.requests) == 1


async def test_a_stricter_policy_keeps_words_here_or_says_what_may_be_done(house: Product) -> None:
    async with Upstream(rule=echo) as far, Upstream(rule=echo) as near, house.person(admin=True) as boss:
        model = await add(house, far.port, "external")
        held = (await boss.get("/api/admin/guard/policy")).json()
        presets = {
            each["name"]: each["policy"] for each in (await boss.get("/api/admin/guard/presets")).json()["items"]
        }
        await put_policy(boss, presets["strict"])
        try:
            run, events = await said(boss, model, f"I am {EMAIL}")
            failed = events[-1]
            assert (failed["type"], failed["code"]) == ("failed", "guard_keeps_local")
            assert failed["guard"]["options"] == ["edit", "demo"]
            (finding,) = failed["guard"]["findings"]
            assert finding["kind"] == "personal.email"
            assert "stand_ins" in finding["valves"]
            stored = (await boss.messages(run["chat_id"]))[-1]
            assert stored["error"]["guard"] == failed["guard"]

            decided = {"decisions": [{"key": finding["key"], "valve": "stand_ins"}]}
            body = {"kind": "again", "message_id": run["message_id"], "guard": decided}
            again = (await boss.send("POST", f"/api/chats/{run['chat_id']}/runs", body)).json()
            assert (await boss.answer(again["run_id"]))[0] == f"I am {EMAIL}"
            assert b"keller" not in far.requests[0].body

            await add(house, near.port, "local", "--fit-for-work")
            _, events = await said(boss, model, f"I am {EMAIL}")
            assert text_of(events) == f"I am {EMAIL}"
            disclosure = next(event for event in events if event["type"] == "disclosure")
            assert (disclosure["verdict"], disclosure["kept_from"]) == ("keep_local", model)
            assert EMAIL.encode() in near.requests[0].body
            assert len(far.requests) == 1
        finally:
            await put_policy(boss, held["policy"])


async def put_policy(boss: Person, policy: object) -> None:
    version = (await boss.get("/api/admin/guard/policy")).json()["version"]
    headers = {"x-csrf-token": boss.csrf, "if-match": str(version)}
    reply = await boss.client.put("/api/admin/guard/policy", json={"policy": policy}, headers=headers)
    assert reply.status_code == 200, reply.text


async def test_check_simulator_and_command_say_the_same(house: Product) -> None:
    async with Upstream(rule=echo) as upstream, house.person(admin=True) as boss:
        model = await add(house, upstream.port, "external")
        text = f"Write to {EMAIL} and use {SECRET}."
        checked = (await boss.send("POST", "/api/guard/check", {"text": text, "model": model})).json()
        body = {"text": text, "destination_class": "external", "group_ids": []}
        simulated = (await boss.send("POST", "/api/admin/guard/simulate", body)).json()
        done = await asyncio.to_thread(house.command, "guard", "check", "--json", "-", stdin=text)
        told = [json.loads(line) for line in done.stdout.splitlines()]
        spans = [(text.index(EMAIL), EMAIL, "stand_in"), (text.index(SECRET), SECRET, "stand_in")]
        for findings in (checked["findings"], simulated["findings"], told):
            found = [(each["start"], text[each["start"] : each["end"]], each["action"]) for each in findings]
            assert sorted(found) == sorted(spans)
        assert (checked["action"], simulated["action"], done.returncode) == ("stand_in", "stand_in", 1)
        assert EMAIL not in checked["would_leave"]
        assert upstream.requests == []
        near = await add(house, upstream.port, "local")
        calm = (await boss.send("POST", "/api/guard/check", {"text": text, "model": near})).json()
        assert (calm["action"], calm["findings"]) == ("allow", [])


async def test_a_fallback_answers_for_a_model_that_is_away_and_never_from_farther_away(house: Product) -> None:
    async with Upstream() as upstream, house.person() as ada:
        gone = free_port()
        near = await add(house, upstream.port, "local", "--description", "a fallback")
        far = await add(house, upstream.port, "private", "--description", "would be farther away")
        from_far = await add(house, gone, "private", "--fallback", near)
        from_near = await add(house, gone, "local", "--fallback", far)
        key = house.make_key(ada.email)
        upstream.will(words("In its place."))

        async def ask(model: str) -> httpx2.Response:
            body = {"model": model, "messages": [{"role": "user", "content": "hi"}]}
            return await post(house, key, "/v1/chat/completions", body)

        reply = await ask(from_far)
        assert reply.json()["choices"][0]["message"]["content"] == "In its place."
        assert reply.headers["x-inhouse-destination"].endswith("local")
        *_, failed, opened, closed = await call_lines(house)
        assert (failed["outcome"], failed["error"]) == ("failed", "destination_unreachable")
        assert (opened["model"], closed["outcome"]) == (near, "ok")

        asked = len(upstream.requests)
        assert (await ask(from_near)).status_code == 503
        assert len(upstream.requests) == asked


@pytest.mark.parametrize("wrong", ["by an authority we do not know", "for another name", "expired"])
async def test_a_server_with_a_wrong_certificate_gets_nothing(house: Product, tmp_path: Path, wrong: str) -> None:
    known, stranger = AUTHORITIES[house.folder], Authority(tmp_path, name="Stranger")
    shown = {
        "by an authority we do not know": stranger.server("127.0.0.1"),
        "for another name": known.server("models.example.com"),
        "expired": known.server("127.0.0.1", days=(-9, -1)),
    }[wrong]
    async with Upstream(tls=shown) as upstream, house.person() as ada:
        model = await add(house, upstream.port, "private", scheme="https")
        body = {"model": model, "messages": [{"role": "user", "content": "hi"}]}
        reply = await post(house, house.make_key(ada.email), "/v1/chat/completions", body)
        assert (reply.status_code, reply.json()["error"]["code"]) == (503, "model_unavailable")
        assert "administrator" in reply.json()["error"]["message"]
        assert upstream.requests == []
        opened, closed = (await call_lines(house))[-2:]
        assert (closed["closes"], closed["error"]) == (opened["seq"], "destination_certificate_refused")
