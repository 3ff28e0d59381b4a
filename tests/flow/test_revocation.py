"""A key that is revoked takes its running calls with it: through the running server, at every door."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import openai
import pytest

from tests.flow.test_ledger import entries_in
from tests.product import Person, Product
from tests.scripted import Gate, Upstream, words

SOON = 8.0
"""Seconds: keys are looked at each second or two, and a machine that is busy takes its time. Unended, calls wait on."""
HELLO = [{"role": "user", "content": "hello"}]
BODIES: dict[str, dict[str, object]] = {
    "/v1/chat/completions": {"messages": HELLO},
    "/v1/messages": {"messages": HELLO, "max_tokens": 20},
    "/v1/responses": {"input": "hello", "store": True},
}


async def made(person: Person, path: str, **terms: object) -> dict[str, Any]:
    reply = await person.send("POST", path, {"name": "script", **terms})
    assert reply.status_code == 201, reply.text
    return reply.json()


async def asked(product: Product, key: str, path: str, model: str, *, stream: bool) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=product.address, headers={"authorization": f"Bearer {key}"}) as client:
        return await client.post(path, json={"model": model, "stream": stream, **BODIES[path]}, timeout=30)


async def ended_by(
    upstream: Upstream, gate: Gate, call: Awaitable[httpx2.Response], revoke: Callable[[], Awaitable[object]]
) -> httpx2.Response:
    """The answer to a call that waits at the gate while its key goes, at the model too."""
    calling = asyncio.ensure_future(call)
    await asyncio.wait_for(gate.reached.wait(), 10)
    await revoke()
    began = time.monotonic()
    reply = await asyncio.wait_for(calling, SOON)
    await asyncio.wait_for(upstream.left(), SOON)
    assert time.monotonic() - began < SOON
    return reply


async def ending_of(product: Product, line: str, folder: Path) -> dict[str, Any]:
    """How the ledger says that a line ended."""
    log, _, number = line.rpartition("/")
    async with asyncio.timeout(20):
        while True:
            done = await asyncio.to_thread(product.command, "ledger", "export", str(folder / uuid4().hex))
            assert done.returncode == 0, done.stderr
            newest = max(folder.iterdir(), key=lambda each: each.stat().st_mtime)
            entries = [json.loads(entry) for entry in entries_in(newest / log.rpartition("/")[2])]
            for entry in entries:
                if entry["kind"] == "outcome" and entry["closes"] == int(number):
                    return entry
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("path", BODIES)
async def test_a_stream_ends_with_its_key_and_says_so(product: Product, path: str, tmp_path: Path) -> None:
    gate = Gate()
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("One ", gate, "two"))
        model = await product.add_model(upstream.port)
        key = await made(ada, "/api/me/keys")
        call = asked(product, key["key"], path, model, stream=True)
        reply = await ended_by(upstream, gate, call, lambda: ada.send("DELETE", f"/api/me/keys/{key['id']}"))
        assert (reply.status_code, "One" in reply.text, "two" in reply.text) == (200, True, False)
        assert "running calls have ended" in reply.text.strip().rpartition("\n\n")[2]
        ending = await ending_of(product, reply.headers["x-inhouse-line"], tmp_path)
        assert (ending["outcome"], ending["error"]) == ("cut", None)
        async with asyncio.timeout(10):
            while [row["outcome"] for row in (await ada.get("/api/me/usage/export", format="json")).json()] != ["cut"]:
                await asyncio.sleep(0.05)


async def test_the_client_of_openai_raises_where_its_key_is_revoked_on_the_server(product: Product) -> None:
    gate = Gate()
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("One ", gate, "two"))
        model = await product.add_model(upstream.port)
        key = await made(ada, "/api/me/keys")
        heard: list[str] = []
        async with openai.AsyncOpenAI(base_url=f"{product.address}/v1", api_key=key["key"], max_retries=0) as client:
            stream = await client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "hello"}], stream=True
            )
            await asyncio.wait_for(gate.reached.wait(), 10)
            done = await asyncio.to_thread(product.command, "keys", "revoke", key["prefix"])
            assert done.returncode == 0, done.stderr
            with pytest.raises(openai.APIError, match="running calls have ended"):
                heard += [chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices]
        await asyncio.wait_for(upstream.left(), 5)


async def test_a_service_account_that_is_deleted_asks_nothing_to_its_end(product: Product) -> None:
    gate = Gate()
    async with Upstream() as upstream, product.person(admin=True) as boss:
        upstream.will(words("One ", gate, "two"))
        model = await product.add_model(upstream.port)
        robot = await made(boss, "/api/admin/services", name=f"Robot {uuid4().hex[:8]}")
        key = await made(boss, f"/api/admin/services/{robot['id']}/keys")
        call = asked(product, key["key"], "/v1/chat/completions", model, stream=False)
        reply = await ended_by(upstream, gate, call, lambda: boss.send("DELETE", f"/api/admin/services/{robot['id']}"))
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_api_key")


async def test_a_person_who_is_disabled_hears_no_further_word(product: Product) -> None:
    gate = Gate()
    async with Upstream() as upstream, product.person(admin=True) as boss, product.person() as ada:
        upstream.will(words("One ", gate, "two"))
        model = await product.add_model(upstream.port)
        key = await made(ada, "/api/me/keys")
        me = (await ada.get("/api/me")).json()["id"]
        call = asked(product, key["key"], "/v1/messages", model, stream=False)
        reply = await ended_by(
            upstream, gate, call, lambda: boss.send("PATCH", f"/api/admin/people/{me}", {"disabled": True})
        )
        assert (reply.status_code, reply.json()["error"]["type"]) == (401, "authentication_error")


async def test_other_keys_of_the_same_person_go_on(product: Product) -> None:
    gate = Gate()
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("One ", gate, "two"))
        model = await product.add_model(upstream.port)
        kept, gone = await made(ada, "/api/me/keys"), await made(ada, "/api/me/keys")
        calling = asyncio.ensure_future(asked(product, kept["key"], "/v1/chat/completions", model, stream=False))
        await asyncio.wait_for(gate.reached.wait(), 10)
        assert (await ada.send("DELETE", f"/api/me/keys/{gone['id']}")).status_code == 204
        await asyncio.sleep(1.5)
        gate.open()
        assert (await calling).json()["choices"][0]["message"]["content"] == "One two"


async def test_an_answer_in_a_chat_ends_with_the_key_that_asked(product: Product) -> None:
    gate = Gate()
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("One ", gate, "two"))
        model = await product.add_model(upstream.port)
        key = await made(ada, "/api/me/keys")
        headers = {"authorization": f"Bearer {key['key']}"}
        async with httpx2.AsyncClient(base_url=product.address, headers=headers, timeout=30) as client:
            chat = (await client.post("/api/chats", json={"model": model})).json()["id"]
            begun = await client.post(f"/api/chats/{chat}/runs", json={"kind": "say", "text": "hello"})
            assert begun.status_code == 202, begun.text
            following = asyncio.ensure_future(client.get(f"/api/runs/{begun.json()['run_id']}/events"))
            await asyncio.wait_for(gate.reached.wait(), 10)
            assert (await ada.send("DELETE", f"/api/me/keys/{key['id']}")).status_code == 204
            began = time.monotonic()
            heard = await asyncio.wait_for(following, SOON)
            await asyncio.wait_for(upstream.left(), SOON)
            assert time.monotonic() - began < SOON
        assert '"key_ended"' in heard.text
        async with asyncio.timeout(10):
            while (stored := (await ada.messages(chat))[-1])["status"] == "running":
                await asyncio.sleep(0.05)
        assert (stored["status"], stored["text"], stored["error"]["code"]) == ("failed", "One ", "key_ended")


async def test_an_answer_ends_when_its_person_is_disabled_and_not_when_they_sign_out(product: Product) -> None:
    gate, second = Gate(), Gate()
    async with Upstream() as upstream, product.person(admin=True) as boss, product.person() as ada:
        model = await product.add_model(upstream.port)
        me = (await ada.get("/api/me")).json()["id"]
        upstream.will(words("One ", gate, "two"))
        chat = await ada.new_chat(model=model)
        await ada.say(chat, "hello")
        await asyncio.wait_for(gate.reached.wait(), 10)
        assert (await ada.send("DELETE", "/api/session")).status_code == 204
        assert (await ada.sign_in()).status_code == 200
        # Whoever has just signed out may read the whole answer when they come back.
        await asyncio.sleep(1.0)
        gate.open()
        async with asyncio.timeout(10):
            while (stored := (await ada.messages(chat))[-1])["status"] == "running":
                await asyncio.sleep(0.05)
        assert (stored["status"], stored["text"]) == ("complete", "One two")
        upstream.will(words("One ", second, "two"))
        await ada.say(await ada.new_chat(model=model), "hello")
        await asyncio.wait_for(second.reached.wait(), 10)
        began = time.monotonic()
        assert (await boss.send("PATCH", f"/api/admin/people/{me}", {"disabled": True})).status_code == 200
        await asyncio.wait_for(upstream.left(), SOON)
        assert time.monotonic() - began < SOON
