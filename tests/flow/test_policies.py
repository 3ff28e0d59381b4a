"""The guard's policy, counters and requests for release through the running server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.product import Person, Product
from tests.scripted import Upstream, words


@dataclass
class Desk:
    """An administrator, and somebody who is none."""

    boss: Person
    ada: Person

    async def policy(self) -> dict[str, Any]:
        reply = await self.boss.get("/api/admin/guard/policy")
        assert reply.status_code == 200, reply.text
        assert reply.headers["etag"] == f'"{reply.json()["version"]}"'
        return reply.json()

    async def put(self, policy: dict[str, Any], version: object, note: str = "") -> httpx2.Response:
        return await self.boss.client.put(
            "/api/admin/guard/policy",
            json={"policy": policy, "note": note},
            headers={"x-csrf-token": self.boss.csrf, "if-match": f'"{version}"'},
        )

    async def change(self, **parts: object) -> dict[str, Any]:
        found = await self.policy()
        reply = await self.put({**found["policy"], **parts}, found["version"])
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture
async def desk(product: Product) -> AsyncIterator[Desk]:
    async with product.person(admin=True) as boss, product.person() as ada:
        made = Desk(boss, ada)
        before = await made.policy()
        yield made
        await made.put(before["policy"], (await made.policy())["version"])


async def test_the_balanced_policy_is_in_force_until_somebody_chooses(desk: Desk) -> None:
    found = await desk.policy()
    assert (found["policy"]["name"], found["preset"], found["policy"]["mode"]) == ("balanced", "balanced", "enforce")
    presets = (await desk.boss.get("/api/admin/guard/presets")).json()["items"]
    assert [preset["name"] for preset in presets] == ["open", "balanced", "strict"]
    assert presets[1]["policy"]["rules"] == found["policy"]["rules"]


async def test_a_change_is_a_version_with_who_and_why(desk: Desk) -> None:
    before = await desk.policy()
    me = (await desk.boss.get("/api/me")).json()["id"]
    strict = (await desk.boss.get("/api/admin/guard/presets")).json()["items"][2]["policy"]
    reply = await desk.put({**strict, "contact": "Eve, 4321", "countries": ["de"]}, before["version"], "We are a bank.")
    made = reply.json()
    assert (made["version"], made["preset"], made["changed_by"]) == (before["version"] + 1, "strict", me)
    assert made["hash"] != before["hash"]
    assert (await desk.policy()) == made
    history = (await desk.boss.get("/api/admin/guard/policy/history")).json()
    assert history["items"][0] == made
    assert history["items"][1] == before
    older = await desk.boss.get("/api/admin/guard/policy/history", before=str(made["version"]))
    assert older.json()["items"][0] == before


async def test_of_two_administrators_who_change_the_same_version_one_is_told(desk: Desk) -> None:
    found = await desk.policy()
    replies = await asyncio.gather(
        *(desk.put({**found["policy"], "contact": who}, found["version"]) for who in ("one", "two"))
    )
    assert sorted(reply.status_code for reply in replies) == [200, 409]
    late = await desk.put(found["policy"], found["version"])
    assert (late.status_code, late.json()["code"]) == (409, "guard_policy_changed")


async def test_what_is_no_policy_is_refused_with_the_place_and_the_reason(desk: Desk) -> None:
    found = await desk.policy()
    rule = found["policy"]["rules"][0]
    reply = await desk.put({**found["policy"], "rules": [{**rule, "kinds": ["weather.rain"]}]}, found["version"])
    assert (reply.status_code, reply.json()["code"]) == (400, "guard_policy_unusable")
    assert reply.json()["details"] == {"where": "rules[0].kinds[0]", "reason": "not_a_kind"}
    strange = await desk.put({**found["policy"], "colour": "red"}, found["version"])
    assert (strange.status_code, strange.json()["code"]) == (422, "invalid_request")
    for version in ("", "x", "9" * 12):
        assert (await desk.put(found["policy"], version)).status_code == 400
    without = await desk.boss.send("PUT", "/api/admin/guard/policy", {"policy": found["policy"]})
    assert without.status_code == 422
    assert await desk.policy() == found


async def test_all_kinds_have_a_family_and_a_name(desk: Desk) -> None:
    kinds = (await desk.boss.get("/api/admin/guard/kinds")).json()["items"]
    assert {"kind": "personal.iban", "family": "personal", "label": "IBAN"} in kinds
    assert {kind["family"] for kind in kinds} == {"secret", "personal", "name", "term", "label", "unreadable"}
    assert len([kind for kind in kinds if kind["family"] == "secret"]) >= 120
    assert all(kind["label"] for kind in kinds)


async def test_counters_are_for_administrators_and_officers(desk: Desk) -> None:
    reply = await desk.boss.get("/api/admin/guard/counts", days="30")
    assert (reply.status_code, reply.json()["fewest"]) == (200, 5)
    refused = await desk.ada.get("/api/admin/guard/counts")
    assert (refused.status_code, refused.json()["code"]) == (403, "officers_only")
    assert (await desk.boss.get("/api/admin/guard/counts", days="91")).status_code == 422


def asking(chat: str) -> dict[str, object]:
    kinds = {"keys": ["k1"], "kinds": ["secret.stripe_secret_key"]}
    return {"chat_id": chat, **kinds, "reason": "It is our own brochure.", "excerpt": "Our brochure"}


async def test_a_request_for_release_goes_to_an_officer_and_back(desk: Desk) -> None:
    chat = await desk.ada.new_chat()
    asked = await desk.ada.send("POST", "/api/guard/releases", asking(chat))
    assert (asked.status_code, asked.json()["granted"]) == (201, None)
    mine = (await desk.ada.get("/api/guard/releases")).json()
    assert (mine["items"], mine["officer"]) == ([asked.json()], False)
    waiting = (await desk.boss.get("/api/admin/guard/releases")).json()["items"]
    found = next(one for one in waiting if one["id"] == asked.json()["id"])
    assert (found["asked_by"]["email"], found["reason"]) == (desk.ada.email, "It is our own brochure.")
    assert found["labels"] == ["Stripe secret key"]
    path = f"/api/admin/guard/releases/{found['id']}"
    answer = {"grant": True, "note": "Go on.", "hours": 2}
    assert (await desk.boss.send("POST", path, answer)).status_code == 204
    again = await desk.boss.send("POST", path, {"grant": False})
    assert (again.status_code, again.json()["code"]) == (409, "release_answered")
    (seen,) = (await desk.ada.get("/api/guard/releases")).json()["items"]
    assert (seen["granted"], seen["note"]) == (True, "Go on.")
    assert seen["until"] > seen["answered_at"]


async def test_others_neither_see_nor_answer_nor_take_back_a_request(product: Product, desk: Desk) -> None:
    chat = await desk.ada.new_chat()
    made = (await desk.ada.send("POST", "/api/guard/releases", asking(chat))).json()["id"]
    async with product.person() as bob:
        assert (await bob.get("/api/guard/releases")).json()["items"] == []
        refused = await bob.get("/api/admin/guard/releases")
        assert (refused.status_code, refused.json()["code"]) == (403, "officers_only")
        answered = await bob.send("POST", f"/api/admin/guard/releases/{made}", {"grant": True})
        assert (answered.status_code, answered.json()["code"]) == (403, "officers_only")
        for path in (f"/api/guard/releases/{made}", f"/api/guard/releases/{uuid4()}"):
            gone = await bob.send("DELETE", path)
            assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
    assert (await desk.ada.send("DELETE", f"/api/guard/releases/{made}")).status_code == 204
    assert (await desk.ada.get("/api/guard/releases")).json()["items"] == []


async def test_the_group_that_the_policy_names_answers(product: Product, desk: Desk) -> None:
    async with product.person() as olga:
        group = (await desk.boss.send("POST", "/api/admin/groups", {"name": f"Officers {uuid4().hex}"})).json()["id"]
        person = (await olga.get("/api/me")).json()["id"]
        assert (await desk.boss.send("PUT", f"/api/admin/groups/{group}/members/{person}")).status_code == 204
        await desk.change(officers=group)
        made = (await desk.ada.send("POST", "/api/guard/releases", asking(await desk.ada.new_chat()))).json()["id"]
        assert (await desk.boss.get("/api/admin/guard/releases")).status_code == 403
        assert (await olga.get("/api/guard/releases")).json()["officer"] is True
        assert (await olga.get("/api/admin/guard/counts")).status_code == 200
        denied = await olga.send("POST", f"/api/admin/guard/releases/{made}", {"grant": False, "note": "No."})
        assert denied.status_code == 204
    (seen,) = (await desk.ada.get("/api/guard/releases")).json()["items"]
    assert (seen["granted"], seen["until"], seen["note"]) == (False, None, "No.")


SECRET = "AKIA" + "Q7ZR4MT2VX6KD3WB"


async def private_model(product: Product, upstream: Upstream) -> str:
    """A model in the company's own network."""
    command = ["models", "add", f"At {upstream.port}", "--endpoint", f"http://127.0.0.1:{upstream.port}/v1"]
    command += ["--account", f"ours {upstream.port}", "--upstream-model", "scripted", "--terms", "private"]
    done = await asyncio.to_thread(product.command, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


async def test_what_five_people_did_is_counted_and_what_four_did_is_not_shown(product: Product, desk: Desk) -> None:
    own = f"secrets-{uuid4().hex}"
    rule = {"id": own, "title": "No keys", "kinds": ["secret.*"], "destinations": ["private"], "action": "stand_in"}
    await desk.change(rules=[rule])

    async def secrets() -> dict[str, Any] | None:
        items = (await desk.boss.get("/api/admin/guard/counts", days="1")).json()["items"]
        return next((one for one in items if one["rule"] == own), None)

    async def counted(people: int | None) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                found = await secrets()
                if found is not None and found["people"] == people:
                    return found
                await asyncio.sleep(0.1)

    async with Upstream() as upstream:
        upstream.will(*(words("Done.") for _ in range(5)))
        model = await private_model(product, upstream)
        for number in range(5):
            async with product.person() as person:
                chat = await person.new_chat(model=model)
                await person.answer((await person.say(chat, f"Is {SECRET} a key?"))["run_id"])
            if number == 3:
                assert (await counted(None))["seen"] is None
        found = await counted(5)
        assert (found["seen"], found["removed"], found["overridden"], found["mode"]) == (5, 5, 0, "enforce")
        assert found["title"] == "No keys"
        assert SECRET.encode() not in b"".join(seen.body for seen in upstream.requests)


async def test_what_an_officer_releases_goes_when_it_is_sent_again(product: Product, desk: Desk) -> None:
    rule = {"id": "no-keys", "title": "No keys", "kinds": ["secret.*"], "destinations": ["private"]}
    await desk.change(rules=[{**rule, "action": "refuse", "valves": ["release"]}])
    async with Upstream() as upstream:
        upstream.will(words("Yes."))
        chat = await desk.ada.new_chat(model=await private_model(product, upstream))
        run = await desk.ada.say(chat, f"Is {SECRET} a key?")
        _, last = await desk.ada.answer(run["run_id"])
        assert (last["type"], last["code"]) == ("failed", "guard_refused")
        (found,) = last["guard"]["findings"]
        assert (found["kind"], found["valves"]) == ("secret.aws_access_key", ["release"])
        heard: list[str] = []
        # What the officer reads is what is released: as another kind of thing it stays.
        for kind in ("secret.stripe_secret_key", found["kind"]):
            body = asking(chat) | {"keys": [found["key"]], "kinds": [kind]}
            asked = (await desk.ada.send("POST", "/api/guard/releases", body)).json()
            path = f"/api/admin/guard/releases/{asked['id']}"
            assert (await desk.boss.send("POST", path, {"grant": True, "hours": 1})).status_code == 204
            again = {"kind": "again", "message_id": run["message_id"]}
            begun = (await desk.ada.send("POST", f"/api/chats/{chat}/runs", again)).json()
            heard.append((await desk.ada.answer(begun["run_id"]))[0])
        assert heard == ["", "Yes."]
        assert len(upstream.requests) == 1
        assert SECRET.encode() in upstream.requests[0].body


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"chat_id": "x"},
        {"keys": []},
        {"kinds": []},
        {"reason": ""},
        {"colour": "red"},
        {"keys": ["k"] * 201},
        {"keys": ["\x00"]},
    ],
)
async def test_what_is_no_request_is_refused(desk: Desk, body: dict[str, object]) -> None:
    reply = await desk.ada.send("POST", "/api/guard/releases", body and asking(str(uuid4())) | body)
    assert reply.status_code in (400, 422), reply.text


async def test_half_a_character_is_refused(desk: Desk) -> None:
    for part in ('"reason": "\\ud800"', '"reason": "r", "excerpt": "\\ud800"'):
        body = f'{{"chat_id": "{uuid4()}", "keys": ["k"], "kinds": ["k"], {part}}}'
        headers = {"x-csrf-token": desk.ada.csrf, "content-type": "application/json"}
        reply = await desk.ada.client.post("/api/guard/releases", content=body, headers=headers)
        assert reply.status_code in (400, 422), reply.text
