"""Every administrative change, done through the running server, has its entry in the ledger, without content."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from inhouse.store import Role
from inhouse.store.embedded import EmbeddedPostgres
from tests.product import PASSWORD, Person, Product

SECRET = f"unmistakable-{uuid4().hex[:8]}"
"""In every name and text that is given below."""
_SECONDS = 10


async def entries(product: Product) -> list[dict[str, Any]]:
    """All entries of the ledger's table, as its owner sees it, and nothing that was written into any of them."""
    running = EmbeddedPostgres.running(product.folder / "data")
    assert running is not None
    at = running(Role.OWNER)
    connection = await asyncpg.connect(
        host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
    )
    try:
        rows = await connection.fetch("SELECT entry FROM ledger.entries ORDER BY log, number")
    finally:
        await connection.close()
    for row in rows:
        assert SECRET.encode() not in row["entry"]
        assert b"example.com" not in row["entry"]
    return [json.loads(row["entry"]) for row in rows]


@dataclass
class Scene:
    """An administrator who changes things, and what the changes made, by name."""

    product: Product
    boss: Person
    boss_id: str
    made: dict[str, Any] = field(default_factory=dict)

    async def does(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
        reply = await self.boss.client.request(
            method, path, json=body, headers={"x-csrf-token": self.boss.csrf, **headers}
        )
        assert reply.status_code < 300, (path, reply.text)
        return reply.json() if reply.content else None


@pytest.fixture
async def scene(product: Product) -> AsyncIterator[Scene]:
    async with product.person(admin=True) as boss:
        me = (await boss.get("/api/me")).json()
        yield Scene(product, boss, me["id"])


def a_model(scene: Scene) -> dict[str, Any]:
    """A model's id is made of its name, and stands in entries."""
    places = [{"account": scene.made["account"]["id"], "upstream_model": SECRET}]
    return {"name": f"Plain {uuid4().hex[:6]}", "places": places}


Step = tuple[str, Callable[[Scene], tuple[str, str, object]], str, dict[str, object]]
"""What is kept of the answer under which name, the request, and the kind and facts of the entry."""

STEPS: Sequence[Step] = (
    (
        "person",
        lambda _: ("POST", "/api/admin/people", {"email": f"{SECRET}@example.com", "name": SECRET}),
        "settings",
        {"what": "person_added", "admin": 0},
    ),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/people/{s.made['person']['person']['id']}", {"name": f"{SECRET} II"}),
        "settings",
        {"what": "person_renamed"},
    ),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/people/{s.made['person']['person']['id']}", {"admin": True}),
        "role",
        {"what": "admin", "now": 1},
    ),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/people/{s.made['person']['person']['id']}", {"admin": False}),
        "role",
        {"what": "admin", "now": 0},
    ),
    (
        "",
        lambda s: ("POST", f"/api/admin/people/{s.made['person']['person']['id']}/link", None),
        "settings",
        {"what": "link_for_password"},
    ),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/people/{s.made['person']['person']['id']}", {"disabled": True}),
        "settings",
        {"what": "person_disabled", "now": 1},
    ),
    ("group", lambda _: ("POST", "/api/admin/groups", {"name": SECRET}), "settings", {"what": "group_added"}),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/groups/{s.made['group']['id']}", {"name": f"{SECRET} II"}),
        "settings",
        {"what": "group_renamed"},
    ),
    (
        "",
        lambda s: ("PUT", f"/api/admin/groups/{s.made['group']['id']}/members/{s.boss_id}", None),
        "settings",
        {"what": "member_added"},
    ),
    (
        "",
        lambda s: ("DELETE", f"/api/admin/groups/{s.made['group']['id']}/members/{s.boss_id}", None),
        "settings",
        {"what": "member_removed"},
    ),
    (
        "limit",
        lambda s: (
            "PUT",
            "/api/admin/limits",
            {"kind": "group", "subject": s.made["group"]["id"], "requests_per_minute": 60},
        ),
        "settings",
        {"what": "limit_set", "of": "group", "requests": 60},
    ),
    (
        "",
        lambda s: ("DELETE", f"/api/admin/limits/{s.made['limit']['id']}", None),
        "settings",
        {"what": "limit_removed"},
    ),
    (
        "",
        lambda s: ("DELETE", f"/api/admin/groups/{s.made['group']['id']}", None),
        "settings",
        {"what": "group_removed"},
    ),
    ("service", lambda _: ("POST", "/api/admin/services", {"name": SECRET}), "settings", {"what": "service_added"}),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/services/{s.made['service']['id']}", {"name": f"{SECRET} II"}),
        "settings",
        {"what": "service_renamed"},
    ),
    (
        "key",
        lambda s: ("POST", f"/api/admin/services/{s.made['service']['id']}/keys", {"name": SECRET}),
        "settings",
        {"what": "key_added"},
    ),
    ("", lambda s: ("DELETE", f"/api/admin/keys/{s.made['key']['id']}", None), "settings", {"what": "key_revoked"}),
    (
        "",
        lambda s: ("DELETE", f"/api/admin/services/{s.made['service']['id']}", None),
        "settings",
        {"what": "service_removed"},
    ),
    (
        "account",
        lambda _: (
            "POST",
            "/api/admin/accounts",
            {
                "endpoint": f"http://127.0.0.1:9/{SECRET}/v1",
                "wire": "openai",
                "destination_class": "local",
                "terms": {"kept_days": 30, "trained_on": False, "contract": SECRET},
            },
        ),
        "settings",
        {"what": "account_added", "destination_class": "local", "kept_days": 30, "trained_on": 0},
    ),
    ("model", lambda s: ("POST", "/api/admin/models", a_model(s)), "settings", {"what": "model_added", "enabled": 1}),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/models/{s.made['model']['id']}", {"enabled": False}),
        "settings",
        {"what": "model_changed", "enabled": 0},
    ),
    (
        "",
        lambda s: ("DELETE", f"/api/admin/models/{s.made['model']['id']}", None),
        "settings",
        {"what": "model_removed"},
    ),
    (
        "",
        lambda s: ("PATCH", f"/api/admin/accounts/{s.made['account']['id']}", {"terms": {"kept_days": 0}}),
        "settings",
        {"what": "account_changed", "kept_days": 0},
    ),
    (
        "",
        lambda s: ("DELETE", f"/api/admin/accounts/{s.made['account']['id']}", None),
        "settings",
        {"what": "account_removed"},
    ),
    (
        "",
        lambda _: ("POST", "/api/admin/guard/terms", {"text": SECRET, "category": "other"}),
        "policy",
        {"what": "guard_terms_added", "terms": 1},
    ),
    (
        "",
        lambda _: ("DELETE", "/api/admin/guard/terms?category=other", None),
        "policy",
        {"what": "guard_terms_removed"},
    ),
)


async def test_every_change_of_an_administrator_is_on_record(scene: Scene) -> None:
    expected: list[tuple[str, dict[str, object]]] = [("admin_sign_in", {})]
    for name, request, kind, facts in STEPS:
        answer = await scene.does(*request(scene))
        scene.made |= {name: answer} if name else {}
        expected.append((kind, facts))
        if name == "person":
            expected.append(("settings", {"what": "link_for_password"}))
    policy = await scene.does("GET", "/api/admin/guard/policy")
    put = {"policy": policy["policy"], "note": SECRET}
    await scene.does("PUT", "/api/admin/guard/policy", put, **{"if-match": f'"{policy["version"]}"'})
    expected.append(("policy", {"what": "guard_policy", "version": policy["version"] + 1}))

    found = await until_there(scene, len(expected))
    for entry, (kind, facts) in zip(found, expected, strict=True):
        assert (entry["kind"], entry["conversation"]) == (kind, None)
        assert {name: entry["facts"][name] for name in facts} == facts
    made = {entry["facts"].get("what"): entry for entry in found}
    assert made["person_added"]["subject"] == made["admin"]["subject"] != made["person_added"]["actor"]
    assert made["member_added"]["subject"] == made["member_added"]["actor"]


async def until_there(scene: Scene, count: int) -> list[dict[str, Any]]:
    """The acts of the administrator, oldest first; they come a moment after what they are about."""
    async with asyncio.timeout(_SECONDS):
        while True:
            acts = [entry for entry in await entries(scene.product) if "act" in entry]
            boss = [entry["actor"] for entry in acts if entry["kind"] == "admin_sign_in"][-1]
            own = [entry for entry in acts if entry["actor"] == boss and not invited(entry)]
            if len(own) >= count:
                return own


def invited(entry: dict[str, Any]) -> bool:
    """That the administrator was invited themselves is not their change."""
    return entry["facts"].get("what") == "password_by_link"


async def test_what_commands_do_is_on_record_as_nobody_s_once_a_server_runs(product: Product) -> None:
    before = {entry["act"] for entry in await entries(product) if "act" in entry}
    email = await asyncio.to_thread(product.make_person)
    await asyncio.to_thread(product.make_key, email)
    for words in (("users", "link", "--email", email), ("guard", "policy", "set", "balanced")):
        done = await asyncio.to_thread(product.command, *words)
        assert done.returncode == 0, done.stderr
    async with asyncio.timeout(_SECONDS):
        while True:
            acts = [entry for entry in await entries(product) if "act" in entry and entry["act"] not in before]
            found = {entry["facts"].get("what") for entry in acts if entry["actor"] is None}
            if {"person_added", "key_added", "link_for_password", "guard_policy"} <= found:
                break


async def test_the_first_administrator_and_a_password_by_link_are_on_record(product: Product) -> None:
    async with product.person() as ada, httpx2.AsyncClient(base_url=product.address) as client:
        done = await asyncio.to_thread(product.command, "users", "link", "--email", ada.email)
        token = done.stdout.strip().partition("#")[2].split()[0]
        accepted = await client.post("/api/invite", json={"token": token, "password": PASSWORD})
        assert accepted.status_code == 200, accepted.text
    async with asyncio.timeout(_SECONDS):
        while True:
            acts = [entry for entry in await entries(product) if "act" in entry]
            links = [entry["subject"] for entry in acts if entry["facts"].get("what") == "link_for_password"]
            chosen = [entry["actor"] for entry in acts if entry["facts"].get("what") == "password_by_link"]
            if links and links[-1] in chosen:
                break
