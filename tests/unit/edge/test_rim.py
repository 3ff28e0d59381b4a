"""What happens to every request before and after it reaches a room."""

import asyncio
import re
from dataclasses import replace
from uuid import uuid4

import pytest

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import TooMany
from inhouse.core.ids import PersonId
from inhouse.edge import rim
from inhouse.edge.asgi import Receive, Scope, Send, respond
from inhouse.edge.front import Front
from inhouse.edge.rim import BODY_LIMIT, NOBODYS_BODY_LIMIT, LargeBody, Recognition, Rim
from tests.asgi import call

ADA = Caller(PersonId(uuid4()), admin=False, kind=CallerKind.SESSION, credential=uuid4())
KEY = Caller(PersonId(uuid4()), admin=False, kind=CallerKind.KEY, credential=uuid4())


async def room(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the whole body and answers with its length."""
    length = 0
    more = True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await respond(send, 200, [], str(length).encode())


def rim_around(app: rim.App = room, caller: Caller | None = None) -> Rim:
    async def resolve(scope: Scope) -> Caller | None:
        return caller

    return Rim(
        app, Recognition(resolve, lambda caller, token: token == "good"), Front(hosts=frozenset({"chat.example"}))
    )


async def test_an_answer_carries_a_request_id_and_the_security_headers() -> None:
    reply = await call(rim_around(), "GET", "/api/me")
    assert reply.status == 200
    assert len(reply.headers["x-request-id"]) == 16
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["127.0.0.1:8800", "localhost:8800", "[::1]:8800", "chat.example", "10.1.2.3"])
async def test_our_own_names_and_addresses_are_answered(host: str) -> None:
    assert (await call(rim_around(), "GET", "/", headers={"host": host})).status == 200


@pytest.mark.parametrize("host", ["evil.example", "chat.example.evil.example", "", "127.0.0.1.evil.example"])
async def test_other_names_are_refused(host: str) -> None:
    reply = await call(rim_around(), "GET", "/", headers={"host": host})
    assert (reply.status, reply.json()["code"]) == (400, "wrong_host")


async def test_a_declared_body_over_the_limit_is_refused_at_once() -> None:
    reply = await call(rim_around(caller=KEY), "POST", "/api/chats", headers={"content-length": str(BODY_LIMIT + 1)})
    assert (reply.status, reply.json()["code"]) == (413, "body_too_large")
    assert reply.headers["connection"] == "close"


async def test_a_body_that_grows_over_the_limit_is_cut() -> None:
    # The rest is read and forgotten, so that a client that sends first and listens later hears why.
    chunks = [b"x" * (BODY_LIMIT // 4)] * 9
    reply = await call(rim_around(caller=KEY), "POST", "/api/chats", chunks=chunks)
    assert reply.status == 413


async def test_a_body_at_the_limit_passes() -> None:
    reply = await call(rim_around(caller=KEY), "POST", "/api/chats", chunks=[b"x" * BODY_LIMIT])
    assert (reply.status, reply.body) == (200, str(BODY_LIMIT).encode())


async def test_who_is_not_signed_in_cannot_keep_us_busy_with_a_large_body() -> None:
    for headers in ({}, {"content-length": str(NOBODYS_BODY_LIMIT + 1)}):
        chunks = [b"x" * NOBODYS_BODY_LIMIT, b"x"]
        reply = await call(rim_around(), "POST", "/api/session", headers=headers, chunks=chunks)
        assert (reply.status, reply.json()["code"]) == (401, "sign_in_needed")
    at_the_limit = await call(rim_around(), "POST", "/api/session", chunks=[b"x" * NOBODYS_BODY_LIMIT])
    assert at_the_limit.status == 200


async def test_a_body_that_stops_coming_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rim, "BODY_SECONDS", 0.01)

    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        async def never() -> rim.Message:
            await asyncio.Event().wait()
            raise AssertionError

        await rim_around()(scope, never, send)

    reply = await call(silent, "POST", "/api/chats")
    assert (reply.status, reply.json()["code"]) == (400, "body_incomplete")


async def test_a_body_that_comes_byte_by_byte_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rim, "BODY_GRACE_SECONDS", 0.05)
    came = 0

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        async def byte_by_byte() -> rim.Message:
            nonlocal came
            came += 1
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b"x" if came % 1000 == 0 else b"", "more_body": True}

        await rim_around(caller=KEY)(scope, byte_by_byte, send)

    async with asyncio.timeout(10):
        reply = await call(slow, "POST", "/api/chats")
    assert (reply.status, reply.json()["code"]) == (400, "body_incomplete")


async def test_a_change_by_cookie_needs_the_token_of_its_session() -> None:
    without = await call(rim_around(caller=ADA), "POST", "/api/chats")
    wrong = await call(rim_around(caller=ADA), "POST", "/api/chats", headers={"x-csrf-token": "bad"})
    right = await call(rim_around(caller=ADA), "POST", "/api/chats", headers={"x-csrf-token": "good"})
    assert [without.status, wrong.status, right.status] == [403, 403, 200]
    assert without.json()["code"] == "cross_site"


async def test_reading_by_cookie_and_changing_by_key_need_no_token() -> None:
    assert (await call(rim_around(caller=ADA), "GET", "/api/chats")).status == 200
    assert (await call(rim_around(caller=KEY), "POST", "/api/chats")).status == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://["}, {"sec-fetch-site": "cross-site"}],
)
async def test_another_sites_page_cannot_change_anything(headers: dict[str, str]) -> None:
    for caller in (None, ADA, KEY):
        reply = await call(
            rim_around(caller=caller), "POST", "/api/session", headers={"x-csrf-token": "good"} | headers
        )
        assert (reply.status, reply.json()["code"]) == (403, "cross_site")


async def test_a_refusal_becomes_a_body_with_the_next_step() -> None:
    async def refuses(scope: Scope, receive: Receive, send: Send) -> None:
        raise TooMany("Too many attempts.", hint="Wait a little.", retry_after=2.4)

    reply = await call(rim_around(refuses), "GET", "/api/me")
    assert reply.status == 429
    assert reply.headers["retry-after"] == "2"
    assert {name: reply.json()[name] for name in ("code", "message", "hint")} == {
        "code": "too_many_requests",
        "message": "Too many attempts.",
        "hint": "Wait a little.",
    }


async def test_a_fault_of_ours_shows_and_logs_no_content(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("the prompt says CANARY")

    reply = await call(rim_around(fails), "GET", "/api/me")
    assert (reply.status, reply.json()["code"]) == (500, "internal_error")
    assert b"CANARY" not in reply.body
    assert "CANARY" not in caplog.text
    assert "ValueError" in caplog.text


async def test_only_the_api_resolves_its_caller_here() -> None:
    async def refuses(scope: Scope) -> Caller | None:
        raise AssertionError("not asked for")

    app = Rim(room, Recognition(refuses, lambda caller, token: False))
    assert (await call(app, "GET", "/assets/app.js")).status == 200


async def test_browsers_are_told_to_stay_with_tls_under_the_public_name_only() -> None:
    async def nobody(scope: Scope) -> Caller | None:
        return None

    app = Rim(room, Recognition(nobody, lambda caller, token: False), Front(public_url="https://chat.example"))
    public = await call(app, "GET", "/", headers={"host": "chat.example"})
    local = await call(app, "GET", "/")
    assert public.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in local.headers


async def test_one_route_takes_a_larger_body_of_who_is_signed_in() -> None:
    large = LargeBody("POST", re.compile(r"/api/files"), 3 * BODY_LIMIT)
    chunks = [b"x" * BODY_LIMIT] * 3

    def around(caller: Caller | None) -> Rim:
        return replace(rim_around(caller=caller), large_bodies=(large,))

    assert (await call(around(KEY), "POST", "/api/files", chunks=chunks)).status == 200
    over = await call(around(KEY), "POST", "/api/files", chunks=[*chunks, b"x"])
    assert (over.status, over.json()["message"]) == (413, "The request is larger than 24 MB.")
    for method, path in (("PUT", "/api/files"), ("POST", "/api/files/x"), ("POST", "/api/chats")):
        assert (await call(around(KEY), method, path, chunks=chunks)).status == 413
    assert (await call(around(None), "POST", "/api/files", chunks=chunks)).status == 401
