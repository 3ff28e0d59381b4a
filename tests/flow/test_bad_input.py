"""What people and programs send by mistake or on purpose: refused with words, or taken as it is, never a 500."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.product import Person, Product
from tests.scripted import Answer, Upstream, chunk, words

MEGABYTE = 1 << 20
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING}\N{LEFT-TO-RIGHT ISOLATE}x"


@pytest.fixture
async def ada(product: Product) -> AsyncIterator[Person]:
    async with product.person() as person:
        yield person


def memory_of(product: Product) -> int:
    """Bytes that the server's process holds in memory now."""
    assert product.process is not None
    status = Path(f"/proc/{product.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def check_refused(reply: httpx2.Response, status: int, code: str) -> None:
    """A refusal of that kind, with words."""
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert len(reply.json()["message"]) > 5


async def raw(product: Product, request: bytes, *, half: bool = False) -> bytes:
    """Send bytes as they are and read what comes back until the server closes. `half` closes our side first."""
    reader, writer = await asyncio.open_connection("127.0.0.1", product.port)
    try:
        writer.write(request)
        if half:
            writer.write_eof()
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionResetError:
        return b""  # it closed while we were still sending
    finally:
        writer.close()


def head(person: Person, method: str, path: str, **headers: object) -> bytes:
    """The head of a request of a signed-in person."""
    cookies = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
    lines = {"host": "127.0.0.1", "connection": "close", "cookie": cookies, "x-csrf-token": person.csrf}
    lines |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{text}\r\n".encode()


async def post(person: Person, path: str, body: bytes, kind: str = "application/json") -> httpx2.Response:
    headers = {"x-csrf-token": person.csrf, "content-type": kind}
    return await person.client.post(path, content=body, headers=headers)


async def key_of(person: Person) -> str:
    """A new API key."""
    made = await person.send("POST", "/api/me/keys", {"name": "test"})
    assert made.status_code in (200, 201), made.text
    return made.json()["key"]


async def test_a_message_of_five_megabytes_is_refused_with_the_limit(product: Product, ada: Person) -> None:
    async with Upstream() as upstream:
        model = await product.add_model(upstream.port)
        chat = await ada.new_chat(model=model)
        body = {"kind": "say", "parent_id": None, "text": "a" * 5 * MEGABYTE}
        reply = await ada.send("POST", f"/api/chats/{chat}/runs", body)
        check_refused(reply, 413, "message_too_large")
        assert reply.json()["details"] == {"limit_bytes": MEGABYTE}
        assert await ada.messages(chat) == []

        key = await key_of(ada)
        asked = {"model": model, "messages": [{"role": "user", "content": "a" * 5 * MEGABYTE}]}
        bearer = {"authorization": f"Bearer {key}"}
        door = await ada.client.post("/v1/chat/completions", json=asked, headers=bearer)
        assert door.status_code == 413, door.text
        assert door.json()["error"]["code"] == "too_large"
        assert "messages[0].content" in door.json()["error"]["message"]
        assert upstream.requests == []


@pytest.mark.parametrize("path", ["/api/chats", "/v1/chat/completions"])
async def test_a_body_over_the_limit_hears_why(product: Product, ada: Person, path: str) -> None:
    headers = {"x-csrf-token": ada.csrf}
    if path.startswith("/v1/"):
        key = await key_of(ada)
        headers = {"authorization": f"Bearer {key}"}
    reply = await ada.client.post(path, content=b'{"instructions": "' + b"a" * 9 * MEGABYTE, headers=headers)
    assert reply.status_code == 413
    said = reply.json()
    assert (said.get("error") or said)["code"] == "body_too_large"


async def test_a_hundred_thousand_tiny_events_are_one_answer_and_few_events(product: Product, ada: Person) -> None:
    letters = "".join(chr(ord("a") + number % 26) for number in range(100_000))
    events = [chunk(delta={"content": letter}) for letter in letters]
    pieces = tuple(b"".join(events[start : start + 500]) for start in range(0, len(events), 500))
    async with Upstream() as upstream:
        model = await product.add_model(upstream.port)
        warm = await ada.say(await ada.new_chat(model=model), "Hello")
        await ada.answer(warm["run_id"])
        upstream.will(Answer((*pieces, chunk(delta={}, finish_reason="stop"), b"data: [DONE]\n\n")))
        chat = await ada.new_chat(model=model)
        before, began = memory_of(product), time.monotonic()
        run = await ada.say(chat, "Spell it out")
        read = [event async for _, event in ada.events(run["run_id"])]
        seconds = time.monotonic() - began
        deltas = [event["text"] for event in read if event["type"] == "text_delta"]
        assert "".join(deltas) == letters
        assert len(deltas) <= 10 + 40 * seconds
        assert memory_of(product) - before < 32 * MEGABYTE
        assert (await ada.messages(chat))[-1]["text"] == letters


TEXTS = {
    "NUL": ("before\x00after", False),
    "high surrogate": ("before\ud83dafter", False),
    "low surrogate": ("before\ude00after", False),
    "bidi": (BIDI, True),
    "noncharacter": ("\ufdd0\uffff\U0010ffff", True),
    "controls": ("\x01\x1b[31m\x7f", True),
}


async def fields_of(ada: Person, model: str) -> list[tuple[str, str, dict[str, object], str]]:
    """Every place where a person's words go in: method, path, the other fields, the field."""
    chat = await ada.new_chat(model=model)
    return [
        ("POST", f"/api/chats/{chat}/runs", {"kind": "say", "parent_id": None}, "text"),
        ("PATCH", f"/api/chats/{chat}", {}, "title"),
        ("PATCH", f"/api/chats/{chat}", {}, "instructions"),
        ("POST", "/api/chats", {}, "instructions"),
        ("PATCH", "/api/me", {}, "instructions"),
        ("PATCH", "/api/me", {}, "name"),
        ("POST", "/api/me/keys", {}, "name"),
        ("POST", f"/api/chats/{chat}/runs", {"kind": "say", "parent_id": None, "text": "Hi"}, "model"),
    ]


async def test_strange_characters_are_kept_or_refused_with_words(product: Product, ada: Person) -> None:
    headers = {"x-csrf-token": ada.csrf, "content-type": "application/json"}
    async with Upstream() as upstream:
        fields = await fields_of(ada, await product.add_model(upstream.port))
        for (text, kept), (method, path, others, field) in itertools.product(TEXTS.values(), fields):
            body = json.dumps({**others, field: text}).encode()
            reply = await ada.client.request(method, path, content=body, headers=headers)
            named = f"{text!r} {method} {path} {field}: {reply.status_code} {reply.text}"
            if reply.status_code >= 400:
                assert reply.status_code in (400, 404, 422), named
                assert len(reply.json()["message"]) > 5, named
                assert not kept or field in ("model", "name"), named
                continue
            assert kept, named
            if path.endswith("/runs"):
                assert (await ada.answer(reply.json()["run_id"]))[0] == "ok", named
            elif method == "PATCH":
                assert reply.json()[field] == text, named
        for text, kept in TEXTS.values():
            found = await ada.client.get("/api/search", params={"q": text.encode("utf-8", "replace").decode()})
            assert found.status_code in (200, 400, 422), found.text
            if kept:
                assert text in [item["snippet"] for item in found.json()["items"]]


async def test_what_is_no_utf_8_is_refused(product: Product, ada: Person) -> None:
    chat = await ada.new_chat()
    for bad in (b"\xff\xfe", b"\xc3", b"\xed\xa0\xbd", b"\xf8\x88\x80\x80\x80", b"\xc0\x80"):
        body = b'{"kind": "say", "parent_id": null, "text": "a' + bad + b'"}'
        reply = await post(ada, f"/api/chats/{chat}/runs", body)
        assert (reply.status_code, reply.json()["code"]) in ((422, "invalid_request"), (400, "invalid_text"))
        assert (await ada.client.get(f"/api/search?q=%{bad[0]:02x}")).status_code == 200
        assert (await ada.client.get(f"/api/chats?cursor=%{bad[0]:02x}")).status_code == 400
    for path in ("/api/%ff", "/%ff%00", "/api/chats/%ed%a0%bd"):
        assert (await ada.client.get(path)).status_code in (200, 404, 422)
    key = await key_of(ada)
    bearer = {"authorization": f"Bearer {key}"}
    for bad in (b"\xff", b"\\ud800", b"\x00"):
        body = b'{"model": "demo", "messages": [{"role": "user", "content": "' + bad + b'"}]}'
        reply = await ada.client.post("/v1/chat/completions", content=body, headers=bearer)
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_request")


JSON = {
    "nothing": b"",
    "no object": b'"text"',
    "a list": b"[]",
    "cut off": b'{"title": "a',
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"title":' * 100_000 + b"1" + b"}" * 100_000,
    "infinity by exponent": b'{"temperature": 1e999}',
    "minus infinity": b'{"temperature": -1e999}',
    "NaN": b'{"temperature": NaN}',
    "Infinity": b'{"temperature": Infinity}',
    "digits": b'{"temperature": ' + b"9" * 10_000 + b"}",
    "wrong type": b'{"temperature": "warm"}',
    "a truth value": b'{"title": true}',
    "unknown field": b'{"owner_id": "0199f000-0000-7000-8000-000000000000"}',
    "unknown field with a long name": b'{"' + b"x" * 100_000 + b'": 1}',
}


async def test_broken_or_absurd_json_is_refused_with_words(ada: Person) -> None:
    chat = await ada.new_chat()
    headers = {"x-csrf-token": ada.csrf, "content-type": "application/json"}
    bearer = {"authorization": f"Bearer {await key_of(ada)}"}
    routes = (("PATCH", f"/api/chats/{chat}"), ("POST", "/api/chats"), ("POST", f"/api/chats/{chat}/runs"))
    for kind, body in JSON.items():
        for method, path in routes:
            reply = await ada.client.request(method, path, content=body, headers=headers)
            assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request"), f"{kind} to {path}"
            assert 5 < len(reply.json()["message"]) < 500, f"{kind} to {path}"
        door = await ada.client.post("/v1/chat/completions", content=body, headers=bearer)
        assert door.status_code == 400, f"{kind}: {door.text}"
        assert 5 < len(door.json()["error"]["message"]) < 500, kind


async def test_of_a_key_that_is_given_twice_the_last_counts(product: Product, ada: Person) -> None:
    chat = await ada.new_chat()
    body = b'{"title": "first", "title": "last"}'
    headers = {"x-csrf-token": ada.csrf, "content-type": "application/json"}
    reply = await ada.client.patch(f"/api/chats/{chat}", content=body, headers=headers)
    assert (reply.status_code, reply.json()["title"]) == (200, "last")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
async def test_a_body_that_is_not_called_json_is_refused(product: Product, ada: Person, kind: str) -> None:
    reply = await post(ada, "/api/chats", b"{}", kind)
    assert reply.status_code in (415, 422)
    assert len(reply.json()["message"]) > 5


async def test_huge_headers_are_refused_and_nobody_else_notices(product: Product, ada: Person) -> None:
    for lines in ({"x_large": "a" * 200_000}, {f"x_{number}": "a" * 100 for number in range(2_000)}):
        said = await raw(product, head(ada, "GET", "/api/me", **lines))
        assert not said or (said.startswith(b"HTTP/1.1 400") and b"too large" in said), said[:200]
    assert (await ada.get("/api/me")).status_code == 200


async def test_a_path_and_a_query_without_end_are_refused(ada: Person) -> None:
    assert (await ada.client.get("/api/chats/" + "a" * 30_000)).status_code in (404, 414, 422)
    assert (await ada.get("/api/search", q="a" * 30_000)).status_code == 422
    assert (await ada.get("/api/chats", cursor="a" * 30_000)).status_code == 400


async def test_a_body_cut_in_half_stores_nothing_and_is_no_fault_of_ours(product: Product, ada: Person) -> None:
    before = len(product.output)
    chat = str(uuid4())
    body = json.dumps({"id": chat, "instructions": "Be brief."}).encode()
    whole = head(ada, "POST", "/api/chats", content_type="application/json", content_length=len(body)) + body
    for half in (True, False):
        _, writer = await asyncio.open_connection("127.0.0.1", product.port)
        writer.write(whole[: -len(body) // 2])
        await writer.drain()
        if half:
            writer.write_eof()
        writer.close()
    assert (await ada.get(f"/api/chats/{chat}")).status_code == 404
    chunked = head(ada, "POST", "/api/chats", content_type="application/json", transfer_encoding="chunked")
    assert await raw(product, chunked + b"5\r\n{", half=True) == b""
    assert (await raw(product, chunked + b"no number\r\n{}")).startswith(b"HTTP/1.1 400")
    assert (await raw(product, b"\x16\x03\x01\x02\x00\x01\x00")).startswith(b"HTTP/1.1 400")
    assert (await raw(product, whole)).startswith(b"HTTP/1.1 201")
    assert "failed:" not in product.output[before:]


async def test_what_a_model_sends_as_no_text_is_stored_as_text(product: Product, ada: Person) -> None:
    async with Upstream() as upstream:
        model = await product.add_model(upstream.port)
        chat = await ada.new_chat(model=model)
        half = b'data: {"choices":[{"index":0,"delta":{"content":"a\\ud83d"}}]}\n\n'
        other = b'data: {"choices":[{"index":0,"delta":{"content":"\\ude00b\\u0000"}}]}\n\n'
        bad = b'data: {"choices":[{"index":0,"delta":{"content":"\xff"}}]}\n\n'
        end = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
        upstream.will(Answer((half, other, end)), Answer((half, bad, end)), words(BIDI))
        run = await ada.say(chat, "One")
        text, last = await ada.answer(run["run_id"])
        assert last["type"] in ("finished", "failed")
        assert (await ada.messages(chat))[-1]["text"] == text
        run = await ada.say(await ada.new_chat(model=model), "Two")
        assert (await ada.answer(run["run_id"]))[1]["type"] in ("finished", "failed")
        run = await ada.say(await ada.new_chat(model=model), "Three")
        assert (await ada.answer(run["run_id"]))[0] == BIDI


async def test_ids_and_numbers_that_cannot_be_meant_are_refused(ada: Person) -> None:
    chat = await ada.new_chat()
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("/api/chats", {"limit": "0"}),
        ("/api/chats", {"limit": "9" * 50}),
        ("/api/chats", {"archived": "perhaps"}),
        (f"/api/chats/{chat}/messages", {"limit": "-1"}),
        (f"/api/chats/{chat}/messages", {"before": "first"}),
        (f"/api/chats/{chat}/gauge", {"draft_bytes": "9" * 400}),
        (f"/api/chats/{chat}/export", {"format": "exe"}),
        (f"/api/runs/{uuid4()}/events", {"after": "9" * 400}),
        (f"/api/runs/{uuid4()}/events", {"after": "-1"}),
    ]
    for path, query in wrong:
        reply = await ada.get(path, **query)
        assert reply.status_code in (400, 422), f"{path} {query}: {reply.text}"
        assert reply.json()["code"] == "invalid_request"
