"""Groups, service accounts and keys with a scope, as people and programs meet them: through the running server."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.product import Person, Product
from tests.scripted import Upstream, words

HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture
async def boss(product: Product) -> AsyncIterator[Person]:
    async with product.person(admin=True) as boss:
        yield boss


@pytest.fixture
async def model(product: Product) -> AsyncIterator[str]:
    async with Upstream() as upstream:
        upstream.will(*(words("Ours.") for _ in range(8)))
        yield await product.add_model(upstream.port)


async def with_key(product: Product, key: str, method: str, path: str, body: object = None) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=product.address, headers={"authorization": f"Bearer {key}"}) as client:
        return await client.request(method, path, json=body)


def code(reply: httpx2.Response) -> tuple[int, str]:
    body = reply.json()
    return reply.status_code, body["error"]["code"] if "error" in body else body["code"]


async def made(person: Person, path: str, **terms: object) -> dict[str, Any]:
    reply = await person.send("POST", path, {"name": "script", **terms})
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_a_key_is_made_with_a_scope_listed_without_itself_and_held_to_it(
    product: Product, boss: Person, model: str
) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    scope = {"models": [model], "doors": ["chat"], "addresses": ["127.0.0.0/8"], "expires_at": until}
    key = await made(boss, "/api/me/keys", **scope)
    (listed,) = (await boss.get("/api/me/keys")).json()["items"]
    assert listed == {name: value for name, value in key.items() if name != "key"}
    assert {name: listed[name] for name in ("models", "doors", "addresses")} == {
        name: scope[name] for name in ("models", "doors", "addresses")
    }
    chat = {"model": model, "messages": HELLO}
    answered = await with_key(product, key["key"], "POST", "/v1/chat/completions", chat)
    assert answered.json()["choices"][0]["message"]["content"] == "Ours."
    chat["model"] = "another"
    asked = await with_key(product, key["key"], "POST", "/v1/chat/completions", chat)
    assert code(asked) == (404, "model_not_found")
    assert code(await with_key(product, key["key"], "GET", "/v1/models")) == (403, "door_not_allowed")
    for path in ("/api/me", "/api/chats", "/api/session", "/api/admin/keys"):
        assert code(await with_key(product, key["key"], "GET", path)) == (403, "key_for_doors_only")
    events = f"/api/runs/{uuid4()}/events"
    assert code(await with_key(product, key["key"], "GET", events)) == (403, "key_for_doors_only")


async def test_a_key_for_other_addresses_and_one_that_has_expired_are_refused_with_a_code(
    product: Product, boss: Person
) -> None:
    elsewhere = await made(boss, "/api/me/keys", addresses=["192.0.2.0/24"])
    assert code(await with_key(product, elsewhere["key"], "GET", "/v1/models")) == (403, "address_not_allowed")
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    short = await made(boss, "/api/me/keys", expires_at=soon)
    assert (await with_key(product, short["key"], "GET", "/v1/models")).status_code == 200
    while (reply := await with_key(product, short["key"], "GET", "/v1/models")).status_code == 200:
        assert datetime.now(UTC).isoformat() < soon
    assert code(reply) == (401, "key_expired")


@pytest.mark.parametrize(
    "wrong",
    [
        {"models": [""]},
        {"doors": ["window"]},
        {"addresses": ["everywhere"]},
        {"addresses": ["10.0.0.1/8"]},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2090-01-01T00:00:00"},
        {"models": ["x\0"]},
        {"owner": "somebody"},
    ],
)
async def test_terms_that_cannot_be_meant_are_refused(product: Product, boss: Person, wrong: dict[str, object]) -> None:
    reply = await boss.send("POST", "/api/me/keys", {"name": "script", **wrong})
    assert reply.status_code in (400, 422), reply.text
    assert (await boss.get("/api/me/keys")).json()["items"] == []


async def test_a_revoked_key_is_refused_at_the_next_request(product: Product, boss: Person) -> None:
    key = await made(boss, "/api/me/keys")
    for _ in range(3):
        assert (await with_key(product, key["key"], "GET", "/v1/models")).status_code == 200
    assert (await boss.send("DELETE", f"/api/me/keys/{key['id']}")).status_code == 204
    assert code(await with_key(product, key["key"], "GET", "/v1/models")) == (401, "invalid_api_key")


async def test_a_key_that_the_command_line_revokes_is_refused_at_once(product: Product, boss: Person) -> None:
    key = await made(boss, "/api/me/keys")
    assert (await with_key(product, key["key"], "GET", "/v1/models")).status_code == 200
    done = await asyncio.to_thread(product.command, "keys", "revoke", key["prefix"])
    ended = time.monotonic()
    assert done.returncode == 0, done.stderr
    while (reply := await with_key(product, key["key"], "GET", "/v1/models")).status_code == 200:
        assert time.monotonic() - ended < 5
    assert code(reply) == (401, "invalid_api_key")
    again = await asyncio.to_thread(product.command, "keys", "revoke", key["prefix"])
    assert (again.returncode, "no such key" in again.stderr) == (1, True)


async def test_administrators_see_whose_keys_there_are_and_revoke_them(product: Product, boss: Person) -> None:
    async with product.person() as ada:
        key = await made(ada, "/api/me/keys", models=["demo"])
        items = (await boss.get("/api/admin/keys")).json()["items"]
        shown = next(item for item in items if item["id"] == key["id"])
        assert (shown["owner"]["email"], shown["models"], "key" in shown) == (ada.email, ["demo"], False)
        assert (await boss.send("DELETE", f"/api/admin/keys/{key['id']}")).status_code == 204
        assert code(await with_key(product, key["key"], "GET", "/v1/models")) == (401, "invalid_api_key")
        assert (await ada.get("/api/me/keys")).json()["items"] == []
        assert (await boss.send("DELETE", f"/api/admin/keys/{key['id']}")).status_code == 404


async def test_groups_are_made_and_filled(product: Product, boss: Person) -> None:
    name = f"Group {uuid4().hex[:8]}"
    group = await made(boss, "/api/admin/groups", name=name)
    assert code(await boss.send("POST", "/api/admin/groups", {"name": name.upper()})) == (409, "name_taken")
    me = (await boss.get("/api/me")).json()["id"]
    path = f"/api/admin/groups/{group['id']}"
    assert (await boss.send("PUT", f"{path}/members/{me}")).status_code == 204
    assert code(await boss.send("PUT", f"{path}/members/{uuid4()}")) == (404, "not_found")
    renamed = (await boss.send("PATCH", path, {"name": f"{name} 2"})).json()
    assert (renamed["name"], [member["email"] for member in renamed["members"]]) == (f"{name} 2", [boss.email])
    groups = (await boss.get("/api/admin/groups")).json()["items"]
    assert renamed in groups
    assert (await boss.send("DELETE", f"{path}/members/{me}")).status_code == 204
    assert (await boss.send("DELETE", path)).status_code == 204
    assert code(await boss.send("DELETE", path)) == (404, "group_unknown")


async def test_a_service_account_asks_through_the_doors_and_nowhere_else(
    product: Product, boss: Person, model: str
) -> None:
    name = f"Robot {uuid4().hex[:8]}"
    robot = await made(boss, "/api/admin/services", name=name)
    key = await made(boss, f"/api/admin/services/{robot['id']}/keys")
    chat = {"model": model, "messages": HELLO}
    answered = await with_key(product, key["key"], "POST", "/v1/chat/completions", chat)
    assert answered.json()["choices"][0]["message"]["content"] == "Ours."
    for path in ("/api/me", "/api/chats"):
        assert code(await with_key(product, key["key"], "GET", path)) == (403, "key_for_doors_only")
    assert code(await boss.send("POST", f"/api/admin/people/{robot['id']}/link")) == (404, "not_found")
    listed = (await boss.get("/api/admin/services")).json()["items"]
    assert next(item["keys"] for item in listed if item["id"] == robot["id"]) == 1
    assert (await boss.send("DELETE", f"/api/admin/services/{robot['id']}")).status_code == 204
    assert code(await with_key(product, key["key"], "GET", "/v1/models")) == (401, "invalid_api_key")


def test_the_commands_make_list_and_delete(product: Product) -> None:
    email = product.make_person()
    name = f"Ops {uuid4().hex[:8]}"
    assert product.command("groups", "create", name).returncode == 0
    words = ["keys", "create", "--service", name, "--name", "cron", "--model", "demo", "--door", "chat"]
    first = product.command(*words, "--expires", "30d", "--address", "192.0.2.7", "--json")
    assert "is new" in first.stderr
    key = json.loads(first.stdout)
    assert (key["models"], key["doors"], key["addresses"]) == (["demo"], ["chat"], ["192.0.2.7/32"])
    assert timedelta(days=29) < datetime.fromisoformat(key["expires_at"]) - datetime.now(UTC) < timedelta(days=31)
    assert product.command(*words, "--json").stderr == ""
    shown = product.command("keys", "list", "--service", name.upper(), "--json")
    assert shown.returncode == 0, shown.stderr
    listed = json.loads(shown.stdout)
    assert [("key" in one, one["owner"]) for one in listed] == [(False, name)] * 2
    assert key["prefix"] in product.command("keys", "list", "--service", name).stdout
    for who in (["--user", email], ["--service", name]):
        assert product.command("groups", "add", name.lower(), *who).returncode == 0
    groups = json.loads(product.command("groups", "list", "--json").stdout)
    assert next(sorted(group["members"]) for group in groups if group["name"] == name) == [email, f"service {name}"]
    assert f"{name}: " in product.command("groups", "list").stdout
    assert product.command("groups", "remove-member", name, "--user", email).returncode == 0
    assert product.command("groups", "delete", name).returncode == 0
    assert f"{name}: 2 keys" in product.command("services", "list").stdout
    assert product.command("services", "delete", name).returncode == 0
    assert json.loads(product.command("keys", "list", "--service", name, "--json").stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["keys", "create", "--name", "a"], "--user or --service"),
        (["keys", "create", "--name", "a", "--user", "a@example.com", "--service", "b"], "--user or --service"),
        (["keys", "create", "--name", "a", "--user", "nobody@example.com"], "Nobody with the e-mail"),
        (["keys", "create", "--name", "a", "--service", "s", "--expires", "tomorrow"], "not a length of time"),
        (["keys", "create", "--name", "a", "--service", "s", "--address", "here"], "not an address"),
        (["keys", "create", "--name", "a", "--service", "s", "--door", "window"], "window"),
        (["groups", "add", "nothing", "--user", "nobody@example.com"], "no group"),
        (["services", "delete", "nothing"], "no service account"),
    ],
)
def test_commands_refuse_in_words(product: Product, words: list[str], said: str) -> None:
    done = product.command(*words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
