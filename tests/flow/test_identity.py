"""Signing in and what one changes of oneself, through the rim, on a real database."""

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from inhouse.edge import refusals
from inhouse.edge.asgi import App, Message, Receive, Scope, Send
from inhouse.edge.rim import Recognition, Rim
from inhouse.identity import Identity
from inhouse.identity.attempts import FOR_ACCOUNT
from inhouse.identity.http import routes
from inhouse.identity.key import KeyTerms
from inhouse.identity.passwords import Passwords
from inhouse.identity.person import Browser
from inhouse.store import Store
from inhouse.vault import Vault
from tests.asgi import Reply, call

PASSWORD = "correct horse battery staple"


@dataclass
class Visitor:
    """Somebody with a browser that keeps cookies and sends the token that changes need."""

    app: App
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    csrf: str = ""
    set_cookies: list[str] = field(default_factory=list[str])

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        sent = {"x-csrf-token": self.csrf, "content-type": "application/json", "user-agent": "a browser"} | headers
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        content = b"" if body is None else json.dumps(body).encode()
        reply = await call(self._noting, method, path, headers=sent, chunks=[content])
        if reply.status == 200 and b'"csrf"' in reply.body:
            self.csrf = str(reply.json()["csrf"])
        return reply

    async def sign_in(self, email: str, password: str = PASSWORD) -> Reply:
        return await self.ask("POST", "/api/session", {"email": email, "password": password})

    async def _noting(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noting(message: Message) -> None:
            for name, value in message.get("headers", ()):
                if name == b"set-cookie":
                    self._note(value.decode())
            await send(message)

        await self.app(scope, receive, noting)

    def _note(self, line: str) -> None:
        self.set_cookies.append(line)
        name, _, value = line.partition(";")[0].partition("=")
        if value.strip('"'):
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)


@pytest.fixture
async def identity(database: Store, tmp_path: Path) -> AsyncGenerator[Identity]:
    vault = await Vault.open(tmp_path / "master.key", database)
    identity = Identity.open(database, vault, Passwords(memory_kib=64, passes=1))
    yield identity
    await identity.keys.close()


@pytest.fixture
def app(identity: Identity) -> App:
    inner = FastAPI()
    refusals.install(inner)
    inner.include_router(routes(identity, "1.2.3"))
    return Rim(inner, Recognition(identity.recognise.caller, identity.sessions.csrf_holds))


@pytest.fixture
async def ada(app: App, identity: Identity) -> Visitor:
    await identity.people.create("ada@example.com", "Ada", PASSWORD, admin=False)
    visitor = Visitor(app)
    assert (await visitor.sign_in("ada@example.com")).status == 200
    return visitor


async def test_from_an_empty_house_to_the_first_administrator(app: App, identity: Identity) -> None:
    visitor = Visitor(app)
    empty = (await visitor.ask("GET", "/api/session")).json()
    assert empty == {"set_up": False, "signed_in": False, "csrf": None, "person": None, "version": "1.2.3"}
    link = await identity.links.new_set_up()
    assert link is not None
    seen = (await visitor.ask("POST", "/api/links/check", {"token": link.token})).json()
    assert seen == {"kind": "setup", "email": None, "name": None}
    body = {"token": link.token, "email": "boss@example.com", "name": "Boss", "password": PASSWORD}
    made = await visitor.ask("POST", "/api/setup", body)
    assert (made.status, made.json()["signed_in"]) == (200, True)
    me = (await visitor.ask("GET", "/api/me")).json()
    assert (me["email"], me["admin"], me["instructions"], me["theme"]) == ("boss@example.com", True, "", "system")
    again = await Visitor(app).ask("POST", "/api/setup", body)
    assert (again.status, again.json()["code"]) == (410, "link_used")
    unknown = await Visitor(app).ask("POST", "/api/links/check", {"token": "guess"})
    assert (unknown.status, unknown.json()["code"]) == (404, "link_unknown")


async def test_an_invitation_is_accepted(app: App, identity: Identity) -> None:
    person = await identity.people.create("boss@example.com", "Boss", PASSWORD, admin=True)
    boss = await identity.sign_in("boss@example.com", PASSWORD, Browser("192.0.2.1"))
    assert boss.caller.person == person
    row = await identity.people.add(boss.caller, "ada@example.com", "Ada", admin=False)
    link = await identity.links.new_invite(boss.caller, row.id)
    visitor = Visitor(app)
    weak = await visitor.ask("POST", "/api/invite", {"token": link.token, "password": "short"})
    assert (weak.status, weak.json()["code"]) == (400, "weak_password")
    accepted = await visitor.ask("POST", "/api/invite", {"token": link.token, "password": PASSWORD})
    assert (accepted.status, accepted.json()["signed_in"]) == (200, True)
    assert (await visitor.ask("GET", "/api/me")).json()["email"] == "ada@example.com"


async def test_cookies_are_kept_from_scripts_and_other_sites(ada: Visitor) -> None:
    session = next(line for line in ada.set_cookies if line.startswith("inhouse_session="))
    assert "httponly" in session.lower()
    assert "samesite=lax" in session.lower()
    assert "path=/" in session.lower()
    assert "domain" not in session.lower()
    mark = next(line for line in ada.set_cookies if line.startswith("inhouse_browser="))
    assert "httponly" in mark.lower()
    assert "path=/api/session" in mark.lower()


async def test_behind_a_proxy_that_ends_tls_cookies_go_over_tls_only(app: App, identity: Identity) -> None:
    await identity.people.create("ada@example.com", "Ada", PASSWORD, admin=False)
    visitor, proxied = Visitor(app), {"host": "localhost", "origin": "https://localhost"}
    body = {"email": "ada@example.com", "password": PASSWORD}
    assert (await visitor.ask("POST", "/api/session", body, **proxied)).status == 200
    assert set(visitor.cookies) == {"__Host-inhouse_session", "inhouse_browser"}
    assert all("; secure" in line.lower() for line in visitor.set_cookies)
    assert (await visitor.ask("GET", "/api/me")).status == 200
    assert (await visitor.ask("DELETE", "/api/session", **proxied)).status == 204
    assert set(visitor.cookies) == {"inhouse_browser"}


async def test_signing_out_ends_the_session_on_the_server(ada: Visitor) -> None:
    kept = dict(ada.cookies)
    assert (await ada.ask("DELETE", "/api/session")).status == 204
    assert "inhouse_session" not in ada.cookies
    ada.cookies = kept
    gone = await ada.ask("GET", "/api/me")
    assert (gone.status, gone.json()["code"]) == (401, "sign_in_needed")
    assert (await ada.ask("GET", "/api/session")).json()["signed_in"] is False


async def test_a_wrong_password_an_unknown_e_mail_and_then_a_wait(ada: Visitor, app: App) -> None:
    stranger = Visitor(app)
    for email in ("ada@example.com", "nobody@example.com"):
        for _ in range(FOR_ACCOUNT.free):
            failed = await stranger.sign_in(email, "a wrong password")
            assert (failed.status, failed.json()["code"]) == (401, "sign_in_failed")
        late = await stranger.sign_in(email, PASSWORD)
        assert (late.status, late.json()["code"]) == (429, "too_many_attempts")
        assert int(late.headers["retry-after"]) >= 1
    assert (await ada.sign_in("ada@example.com")).status == 200


async def test_a_change_without_the_token_is_refused(ada: Visitor) -> None:
    for token in ("", "wrong", ada.csrf[:-1]):
        refused = await ada.ask("PATCH", "/api/me", {"name": "Eve"}, **{"x-csrf-token": token})
        assert (refused.status, refused.json()["code"]) == (403, "cross_site")
    other = await ada.ask("PATCH", "/api/me", {"name": "Eve"}, origin="https://evil.example")
    assert other.status == 403
    assert (await ada.ask("GET", "/api/me")).json()["name"] == "Ada"


async def test_one_changes_oneself_and_nothing_else(ada: Visitor) -> None:
    change = {"name": " Ada  Lovelace ", "locale": "de", "theme": "dark", "instructions": "Kurz \U0001f600."}
    changed = (await ada.ask("PATCH", "/api/me", change)).json()
    assert (changed["name"], changed["locale"], changed["theme"]) == ("Ada Lovelace", "de", "dark")
    assert changed["instructions"] == "Kurz \U0001f600."
    assert (await ada.ask("PATCH", "/api/me", {"locale": None})).json()["locale"] is None
    for wrong in ({"admin": True}, {"id": "x"}, {"email": "x@y.z"}, {"theme": "pink"}, {"locale": "xx"}):
        assert (await ada.ask("PATCH", "/api/me", wrong)).status == 422
    assert (await ada.ask("GET", "/api/me")).json()["admin"] is False


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a\0b"},
        {"name": "\ud800"},
        {"instructions": "\ud800"},
        {"instructions": "x" * 8001},
        {"name": ""},
        {"name": 3},
        [],
        "text",
        None,
    ],
)
async def test_bad_input_is_the_senders_fault(ada: Visitor, body: object) -> None:
    assert 400 <= (await ada.ask("PATCH", "/api/me", body)).status < 500


@pytest.mark.parametrize("value", ["a\0b@example.com", "\ud800", "x" * 400, "'; DROP TABLE identity.people; --", ""])
async def test_bad_e_mails_and_passwords_never_break_the_sign_in(app: App, value: str) -> None:
    for body in ({"email": value, "password": PASSWORD}, {"email": "ada@example.com", "password": value}):
        assert 400 <= (await Visitor(app).ask("POST", "/api/session", body)).status < 500
    assert 400 <= (await Visitor(app).ask("POST", "/api/links/check", {"token": value})).status < 500


async def test_instructions_may_hold_any_character_that_a_message_may_hold(ada: Visitor) -> None:
    text = "a\x01b \u202e \ufeff \U0010ffff"
    assert (await ada.ask("PATCH", "/api/me", {"instructions": text})).json()["instructions"] == text
    # A model server would read a text no further than its first NUL.
    refused = await ada.ask("PATCH", "/api/me", {"instructions": "a\0b"})
    assert (refused.status, refused.json()["code"]) == (400, "invalid_request")


async def test_a_new_password_signs_the_others_out(ada: Visitor, app: App) -> None:
    other = Visitor(app)
    await other.sign_in("ada@example.com")
    wrong = await ada.ask("POST", "/api/me/password", {"current": "wrong", "new": "a whole new password"})
    assert (wrong.status, wrong.json()["code"]) == (400, "wrong_password")
    change = {"current": PASSWORD, "new": "a whole new password"}
    assert (await ada.ask("POST", "/api/me/password", change)).status == 204
    assert (await ada.ask("GET", "/api/me")).status == 200
    assert (await other.ask("GET", "/api/me")).status == 401


async def test_sessions_are_seen_and_ended(ada: Visitor, app: App) -> None:
    other = Visitor(app)
    await other.sign_in("ada@example.com")
    items: Any = (await ada.ask("GET", "/api/me/sessions")).json()["items"]
    assert sorted(item["current"] for item in items) == [False, True]
    assert {(item["address"], item["user_agent"]) for item in items} == {("127.0.0.1", "a browser")}
    theirs = next(item["id"] for item in items if not item["current"])
    assert (await ada.ask("DELETE", f"/api/me/sessions/{theirs}")).status == 204
    assert (await other.ask("GET", "/api/me")).status == 401
    assert (await ada.ask("DELETE", f"/api/me/sessions/{theirs}")).status == 404
    assert (await ada.ask("DELETE", "/api/me/sessions")).status == 204
    assert (await ada.ask("GET", "/api/me")).status == 401


async def test_a_key_is_shown_once_acts_for_its_person_and_changes_no_sign_in(ada: Visitor, app: App) -> None:
    made = await ada.ask("POST", "/api/me/keys", {"name": "script"})
    assert made.status == 201
    key, bearer = made.json(), {"authorization": f"Bearer {made.json()['key']}"}
    listed = (await ada.ask("GET", "/api/me/keys")).body.decode()
    assert str(key["prefix"]) in listed
    assert str(key["key"]) not in listed
    program = Visitor(app)
    assert (await program.ask("GET", "/api/me", **bearer)).json()["email"] == "ada@example.com"
    assert (await program.ask("PATCH", "/api/me", {"theme": "dark"}, **bearer)).status == 200
    for method, path, body in (
        ("GET", "/api/me/keys", None),
        ("POST", "/api/me/keys", {"name": "more"}),
        ("DELETE", f"/api/me/keys/{key['id']}", None),
        ("GET", "/api/me/sessions", None),
        ("DELETE", "/api/me/sessions", None),
        ("DELETE", "/api/session", None),
        ("POST", "/api/me/password", {"current": PASSWORD, "new": "a whole new password"}),
    ):
        refused = await program.ask(method, path, body, **bearer)
        assert (refused.status, refused.json()["code"]) == (403, "session_needed"), path
    assert (await ada.ask("DELETE", f"/api/me/keys/{key['id']}")).status == 204
    revoked = await program.ask("GET", "/api/me", **bearer)
    assert (revoked.status, revoked.json()["code"]) == (401, "key_unknown")


async def test_a_key_of_somebody_else_beside_my_cookie_is_refused(ada: Visitor, identity: Identity) -> None:
    await identity.people.create("ben@example.com", "Ben", PASSWORD, admin=False)
    _, key = await identity.keys.create_for("ben@example.com", KeyTerms("script"))
    both = await ada.ask("GET", "/api/me", authorization=f"Bearer {key}")
    assert (both.status, both.json()["code"]) == (401, "two_identities")


async def test_no_answer_holds_a_hash_or_a_token(ada: Visitor) -> None:
    await ada.ask("POST", "/api/me/keys", {"name": "script"})
    for path in ("/api/session", "/api/me", "/api/me/sessions", "/api/me/keys"):
        body = (await ada.ask("GET", path)).body.decode()
        assert "hash" not in body
        assert "argon2" not in body
        assert ada.cookies["inhouse_session"] not in body


async def test_fifty_visitors_set_up_at_once_and_one_wins(app: App, identity: Identity) -> None:
    link = await identity.links.new_set_up()
    assert link is not None
    bodies = [
        {"token": link.token, "email": f"p{number}@example.com", "name": "P", "password": PASSWORD}
        for number in range(50)
    ]
    replies = await asyncio.gather(*(Visitor(app).ask("POST", "/api/setup", body) for body in bodies))
    assert sorted(reply.status for reply in replies).count(200) == 1
    assert {reply.status for reply in replies} <= {200, 410, 429}
