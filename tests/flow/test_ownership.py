"""Another person's things are not there: every route, every id, generated from the route table.

A route without an example body here fails, so that a new route cannot be forgotten.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import pytest

from inhouse.app import Route, routes
from tests.product import Person, Product
from tests.scripted import Upstream, words

BODIES: dict[tuple[str, str], object] = {
    ("POST", "/api/setup"): {"token": "x", "email": "a@example.com", "name": "A", "password": "a long password 1"},
    ("POST", "/api/links/check"): {"token": "x"},
    ("POST", "/api/invite"): {"token": "x", "password": "a long password 1"},
    ("POST", "/api/session"): {"email": "nobody@example.com", "password": "wrong"},
    ("PATCH", "/api/me"): {"name": "B"},
    ("POST", "/api/me/password"): {"current": "wrong", "new": "a long password 1"},
    ("POST", "/api/me/keys"): {"name": "a"},
    ("POST", "/api/chats"): {},
    ("POST", "/api/me/erase"): {"password": "wrong"},
    ("POST", "/api/me/chats/delete"): {"confirm": "stolen"},
    ("PATCH", "/api/chats/{chat}"): {"title": "stolen"},
    ("POST", "/api/chats/{chat}/runs"): {"kind": "say", "parent_id": None, "text": "stolen"},
    ("POST", "/api/chats/{chat}/files"): "stolen",
    ("PUT", "/api/messages/{message}/rating"): {"rating": "up"},
    ("PUT", "/api/chats/{chat}/retention"): {"days": 1},
    ("PUT", "/api/admin/retention"): {"days": 1},
    ("POST", "/api/admin/people"): {"email": "b@example.com", "name": "B", "admin": False},
    ("PATCH", "/api/admin/people/{person}"): {"name": "stolen"},
    ("POST", "/api/admin/groups"): {"name": "stolen"},
    ("PATCH", "/api/admin/groups/{group}"): {"name": "stolen"},
    ("POST", "/api/admin/services"): {"name": "stolen"},
    ("PATCH", "/api/admin/services/{service}"): {"name": "stolen"},
    ("POST", "/api/admin/services/{service}/keys"): {"name": "stolen"},
    ("POST", "/api/admin/accounts"): {"endpoint": "http://127.0.0.1:9/v1", "destination_class": "local"},
    ("PATCH", "/api/admin/accounts/{account}"): {"name": "stolen"},
    ("PUT", "/api/admin/limits"): {"kind": "everybody", "requests_per_minute": 1},
    ("POST", "/api/admin/models"): {"brain_id": "x", "name": "x", "fit_for_work": False, "make_default": False},
    ("PATCH", "/api/admin/models/{model}"): {"name": "stolen"},
    ("PUT", "/api/admin/guard/policy"): {"policy": {"name": "stolen", "rules": []}},
    ("POST", "/api/admin/guard/terms"): {"text": "stolen"},
    ("POST", "/api/admin/guard/terms/preview"): {"text": "stolen"},
    ("POST", "/api/guard/check"): {"text": "stolen"},
    ("POST", "/api/admin/guard/simulate"): {"text": "stolen"},
    ("POST", "/api/guard/releases"): {"chat_id": str(uuid4()), "keys": ["a"], "kinds": ["b"], "reason": "stolen"},
    ("POST", "/api/admin/guard/releases/{release}"): {"grant": True},
    ("PUT", "/api/admin/history"): {"history": "free"},
    ("PUT", "/api/me/training"): {"yes": True, "purpose_hash": "x"},
    ("PUT", "/api/admin/training"): {"allowed": True, "purpose": "stolen"},
}
WITHOUT_BODY = {
    ("DELETE", "/api/session"),
    ("DELETE", "/api/me/sessions"),
    ("DELETE", "/api/me/sessions/{session}"),
    ("DELETE", "/api/me/keys/{key}"),
    ("DELETE", "/api/chats/{chat}"),
    ("DELETE", "/api/messages/{message}"),
    ("DELETE", "/api/admin/people/{person}"),
    ("DELETE", "/api/chats/{chat}/files/{file}"),
    ("POST", "/api/chats/{chat}/undelete"),
    ("POST", "/api/demo"),
    ("POST", "/api/proof/verification"),
    ("DELETE", "/api/proof/verification"),
    ("POST", "/api/runs/{run}/cancel"),
    ("POST", "/api/admin/people/{person}/link"),
    ("DELETE", "/api/admin/models/{model}"),
    ("DELETE", "/api/admin/groups/{group}"),
    ("PUT", "/api/admin/groups/{group}/members/{member}"),
    ("DELETE", "/api/admin/groups/{group}/members/{member}"),
    ("DELETE", "/api/admin/services/{service}"),
    ("DELETE", "/api/admin/keys/{credential}"),
    ("DELETE", "/api/admin/accounts/{account}"),
    ("POST", "/api/admin/models/{model}/test"),
    ("DELETE", "/api/admin/limits/{limit}"),
    ("DELETE", "/api/guard/releases/{release}"),
    ("DELETE", "/api/admin/guard/terms"),
    ("DELETE", "/api/admin/guard/terms/{term}"),
}
PERSONAL = ("chat", "run", "message", "session", "key", "file", "release", "act")
ENDS_THE_SESSION = {("DELETE", "/api/session"), ("DELETE", "/api/me/sessions")}


@dataclass
class Things:
    """What Ada has: an id for every name in a path."""

    ids: dict[str, str]

    def path(self, route: Route) -> str:
        path = route.path
        for name, value in self.ids.items():
            path = path.replace("{" + name + "}", value)
        assert "{" not in path, f"no id for {route.path}"
        return path


def body_of(route: Route) -> object:
    wanted = (route.method, route.path)
    if route.method == "GET" or wanted in WITHOUT_BODY:
        return None
    assert wanted in BODIES, f"{wanted} has no example body here"
    return BODIES[wanted]


async def things_of(ada: Person, model: str) -> Things:
    chat = await ada.new_chat(model=model)
    run = await ada.say(chat, "What is ours?")
    await ada.answer(run["run_id"])
    key = (await ada.send("POST", "/api/me/keys", {"name": "mine"})).json()
    sent = {"x-csrf-token": ada.csrf, "x-file-name": "ours.txt"}
    file = (await ada.client.post(f"/api/chats/{chat}/files", content=b"ours", headers=sent)).json()
    sessions = (await ada.get("/api/me/sessions")).json()["items"]
    me = (await ada.get("/api/me")).json()
    ids = {"chat": chat, "run": run["run_id"], "message": run["message_id"], "key": key["id"]}
    ids |= {"file": file["id"], "number": "0", "account": str(uuid4()), "limit": str(uuid4()), "term": str(uuid4())}
    body = {"chat_id": chat, "keys": ["ours"], "kinds": ["label.secret"], "reason": "It is ours."}
    ids["act"] = (await ada.send("PUT", "/api/me/training", {"yes": False, "purpose_hash": ""})).json()["act"]
    ids["release"] = (await ada.send("POST", "/api/guard/releases", body)).json()["id"]
    return Things(ids | {"session": sessions[0]["id"], "person": me["id"], "model": model})


def personal(route: Route) -> bool:
    return any("{" + name + "}" in route.path for name in PERSONAL) and not route.path.startswith("/api/admin/")


@pytest.fixture
async def ada_things(product: Product) -> AsyncIterator[Things]:
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("Ours."))
        model = await product.add_model(upstream.port)
        things = await things_of(ada, model)
        async with product.person(admin=True) as boss:
            things.ids |= await administered(boss, things.ids["person"])
        yield things


async def administered(boss: Person, member: str) -> dict[str, str]:
    """What administrators make: a group that Ada is in and a service account with a key."""
    made: dict[str, str] = {"member": member}
    for kind in ("group", "service"):
        reply = await boss.send("POST", f"/api/admin/{kind}s", {"name": f"Trial {uuid4().hex}"})
        made[kind] = reply.json()["id"]
    assert (await boss.send("PUT", f"/api/admin/groups/{made['group']}/members/{member}")).status_code == 204
    key = await boss.send("POST", f"/api/admin/services/{made['service']}/keys", {"name": "a"})
    return made | {"credential": key.json()["id"]}


async def test_another_persons_things_are_not_there(product: Product, ada_things: Things) -> None:
    looked_at = 0
    async with product.person() as bob:
        for route in routes():
            if not personal(route):
                continue
            looked_at += 1
            reply = await bob.send(route.method, ada_things.path(route), body_of(route))
            assert reply.status_code == 404, f"{route.method} {route.path}: {reply.status_code} {reply.text}"
            assert reply.json()["code"] in ("not_found", "chat_not_found", "no_receipt"), route.path
    assert looked_at >= 12


async def test_an_administrator_reads_nobodys_chats(product: Product, ada_things: Things) -> None:
    async with product.person(admin=True) as eve:
        for route in routes():
            if personal(route):
                reply = await eve.send(route.method, ada_things.path(route), body_of(route))
                assert reply.status_code == 404, f"{route.method} {route.path}: {reply.status_code}"


async def test_nobody_gets_in_without_signing_in(product: Product, ada_things: Things) -> None:
    async with httpx2.AsyncClient(base_url=product.address) as nobody:
        for route in routes():
            if route.rule == "public":
                continue
            reply = await nobody.request(route.method, ada_things.path(route), json=body_of(route))
            assert reply.status_code == 401, f"{route.method} {route.path}: {reply.status_code}"
            assert reply.json()["code"] == "sign_in_needed"


async def test_only_administrators_administer(product: Product, ada_things: Things) -> None:
    async with product.person() as bob:
        for route in routes():
            if route.rule == "administrator":
                reply = await bob.send(route.method, ada_things.path(route), body_of(route))
                assert (reply.status_code, reply.json()["code"]) == (403, "administrators_only"), route.path


async def test_an_auditor_administers_nothing_and_nobody_else_audits(product: Product, ada_things: Things) -> None:
    refused: dict[str, set[str]] = {"administrator": set(), "auditor": set()}
    async with product.person(auditor=True) as eve, product.person() as bob:
        for route in routes():
            if route.rule in refused:
                who = eve if route.rule == "administrator" else bob
                reply = await who.send(route.method, ada_things.path(route), body_of(route))
                assert reply.status_code == 403, f"{route.method} {route.path}: {reply.status_code}"
                refused[route.rule].add(reply.json()["code"])
            elif route.path.startswith("/api/admin/"):
                reply = await eve.send(route.method, ada_things.path(route), body_of(route))
                assert (reply.status_code, reply.json()["code"]) == (403, "officers_only"), route.path
            elif personal(route):
                reply = await eve.send(route.method, ada_things.path(route), body_of(route))
                assert reply.status_code == 404, f"{route.method} {route.path}: {reply.status_code}"
    assert refused == {"administrator": {"administrators_only"}, "auditor": {"auditors_only"}}


async def test_a_key_cannot_do_what_needs_a_session(product: Product, ada_things: Things) -> None:
    key = product.make_key(product.make_person(admin=True))
    async with httpx2.AsyncClient(base_url=product.address, headers={"authorization": f"Bearer {key}"}) as client:
        for route in routes():
            if route.rule in ("session_only", "administrator", "auditor"):
                reply = await client.request(route.method, ada_things.path(route), json=body_of(route))
                assert (reply.status_code, reply.json()["code"]) == (403, "session_needed"), route.path


async def test_what_changes_something_needs_the_token_of_the_session(product: Product, ada_things: Things) -> None:
    async with product.person() as bob:
        bob.csrf = "wrong"
        for route in routes():
            if route.method != "GET" and route.rule != "public":
                reply = await bob.send(route.method, ada_things.path(route), body_of(route))
                assert (reply.status_code, reply.json()["code"]) == (403, "cross_site"), route.path


async def test_ids_of_others_in_bodies_are_not_there(product: Product, ada_things: Things) -> None:
    ids = ada_things.ids
    async with product.person() as bob:
        mine = await bob.new_chat(model=ids["model"])
        bodies = [
            {"kind": "say", "parent_id": ids["message"], "text": "Hi"},
            {"kind": "again", "message_id": ids["message"]},
            {"kind": "continue", "message_id": ids["message"]},
        ]
        for body in bodies:
            reply = await bob.send("POST", f"/api/chats/{mine}/runs", body)
            assert reply.status_code == 404, body
        assert (await bob.send("PATCH", f"/api/chats/{mine}", {"leaf_id": ids["message"]})).status_code == 404
        assert (await bob.get(f"/api/chats/{mine}/messages", before=ids["message"])).status_code == 404
        taken = await bob.send("POST", "/api/chats", {"id": ids["chat"]})
        assert taken.status_code in (404, 409), taken.text


async def test_a_message_of_another_chat_of_mine_is_not_in_this_one(product: Product, ada_things: Things) -> None:
    async with product.person() as bob:
        model = ada_things.ids["model"]
        first, second = await bob.new_chat(model=model), await bob.new_chat(model=model)
        run = await bob.say(first, "Hello")
        await bob.answer(run["run_id"])
        body = {"kind": "say", "parent_id": run["message_id"], "text": "Hi"}
        assert (await bob.send("POST", f"/api/chats/{second}/runs", body)).status_code == 404


async def test_ids_that_are_no_ids_are_refused_with_words(product: Product) -> None:
    async with product.person() as bob:
        for path in ("/api/chats/1", "/api/chats/%00", "/api/runs/..%2f..%2fme/events", f"/api/chats/{uuid4()}%20"):
            reply = await bob.get(path)
            assert reply.status_code in (404, 422), path
            assert reply.json()["code"] in ("not_found", "invalid_request")
