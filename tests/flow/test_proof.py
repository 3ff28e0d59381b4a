"""The page Proof behind its address: who may see it, what it shows, and the server verifying its own record."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.flow.test_acts import entries
from tests.flow.test_policies import SECRET as KEY
from tests.flow.test_policies import private_model
from tests.product import Person, Product
from tests.scripted import Upstream, words

SECRET = "a word that nobody else sees"


async def until_verified(person: Person) -> dict[str, Any]:
    """Wait for the end of the verification that runs."""
    async with asyncio.timeout(60):
        while (found := (await person.get("/api/proof/verification")).json())["stage"] == "running":
            await asyncio.sleep(0.05)
    return found


async def counted(person: Person) -> list[dict[str, Any]]:
    """The sums, once all are counted."""
    async with asyncio.timeout(30):
        while (found := (await person.get("/api/proof/departures")).json())["counted"] < found["of"]:
            pass
    return found["items"]


async def test_an_auditor_sees_what_left_and_nothing_of_what_was_said(product: Product) -> None:
    async with Upstream() as upstream, product.person(auditor=True) as eve, product.person() as ada:
        me = (await eve.get("/api/me")).json()
        assert (me["auditor"], me["admin"]) == (True, False)
        upstream.will(words("Yours."))
        model = await product.add_model(upstream.port)
        before = await counted(eve)
        run = await ada.say(await ada.new_chat(model=model), SECRET)
        await ada.answer(run["run_id"])
        # Whoever audits may chat like anybody.
        upstream.will(words("Mine."))
        run = await eve.say(await eve.new_chat(model=model), SECRET)
        assert (await eve.answer(run["run_id"]))[0] == "Mine."

        after = await counted(eve)
        assert calls(after) - calls(before) >= 2
        assert sum(each["bytes"] for each in after) > sum(each["bytes"] for each in before)
        shown = str(after) + (await eve.get("/api/proof")).text
        for hidden in (SECRET, ada.email, eve.email, (await ada.get("/api/me")).json()["id"]):
            assert hidden not in shown


def calls(items: list[dict[str, Any]]) -> int:
    """All calls that left."""
    return sum(each["calls"] for each in items if each["cause"] is None)


async def test_refused_attempts_stand_there_with_their_cause(product: Product) -> None:
    async with Upstream() as upstream, product.person(auditor=True) as eve, product.person(admin=True) as boss:
        model = await private_model(product, upstream)
        async with no_keys_leave(boss):
            run = await boss.say(await boss.new_chat(model=model), f"Is {KEY} a key?")
            await boss.answer(run["run_id"])
        refused = [each for each in await counted(eve) if each["cause"] is not None]
        assert {(each["cause"], each["destination_class"], each["bytes"]) for each in refused} >= {
            ("guard_refused", "private", 0)
        }
        assert upstream.requests == []


@asynccontextmanager
async def no_keys_leave(boss: Person) -> AsyncIterator[None]:
    """A policy that refuses keys, for as long as the block runs."""
    before = (await boss.get("/api/admin/guard/policy")).json()["policy"]
    rule = {"id": "no-keys", "title": "No keys", "kinds": ["secret.*"], "destinations": ["private"], "action": "refuse"}
    try:
        await put(boss, before | {"rules": [rule]})
        yield
    finally:
        await put(boss, before)


async def put(boss: Person, policy: dict[str, Any]) -> None:
    """Put a policy in force over the one that holds."""
    tag = (await boss.get("/api/admin/guard/policy")).headers["etag"]
    headers = {"x-csrf-token": boss.csrf, "if-match": tag}
    reply = await boss.client.put("/api/admin/guard/policy", json={"policy": policy, "note": ""}, headers=headers)
    assert reply.status_code == 200, reply.text


async def test_checkpoints_copies_keys_and_promises_are_shown(product: Product) -> None:
    async with product.person(auditor=True) as eve:
        async with asyncio.timeout(30):
            while not ((shown := (await eve.get("/api/proof")).json())["logs"] and shown["copies"][0]["sent_at"]):
                await asyncio.sleep(0.1)
        node = (product.folder / "data" / "node").read_text("utf-8").strip()
        (log,) = [each for each in shown["logs"] if each["log"] == node]
        assert log["entries"] > 0
        assert log["note"].startswith("inhouse/")
        assert (shown["copies"][0]["name"], shown["copies"][0]["trouble"]) == ("share", None)
        done = await asyncio.to_thread(product.command, "ledger", "key", "--all")
        assert shown["verifier_keys"] == done.stdout.split()
        states = {each["id"]: each["state"] for each in shown["promises"]}
        assert (states["record-signed"], states["record-outside"]) == ("enforced", "configured")
        said = {each["id"]: each["said"] for each in shown["promises"]}
        assert said["record-outside"] == [{"code": "outside.sent", "facts": {"count": 1}}]
        assert [each["code"] for each in said["own-rows"]] == ["rows.looked", "rows.limit"]
        assert shown["published"]["trouble"] is None


async def test_the_role_is_given_and_taken_and_goes_on_record(product: Product) -> None:
    async with product.person() as ada, product.person(admin=True) as boss:
        person = (await ada.get("/api/me")).json()["id"]
        assert (await ada.get("/api/proof")).status_code == 403
        for yes, status in ((True, 200), (False, 403)):
            reply = await boss.send("PATCH", f"/api/admin/people/{person}", {"auditor": yes})
            assert reply.json()["auditor"] is yes
            assert (await ada.get("/api/proof")).status_code == status
        for role, status in (("auditor", 200), ("member", 403)):
            done = await asyncio.to_thread(product.command, "users", "role", "--email", ada.email, role)
            assert done.returncode == 0, done.stderr
            assert (await ada.get("/api/proof")).status_code == status
        refused = await asyncio.to_thread(product.command, "users", "role", "--email", "x@example.com", "auditor")
        assert "nobody with the e-mail" in refused.stderr
    async with asyncio.timeout(20):
        while len(of_auditors(await entries(product))) < 4:
            await asyncio.sleep(0.1)
    last = of_auditors(await entries(product))[-4:]
    assert [each["facts"]["now"] for each in last] == [1, 0, 1, 0]
    assert [each["actor"] is None for each in last] == [False, False, True, True]


def of_auditors(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries about becoming or ceasing to be an auditor."""
    return [each for each in found if each["kind"] == "role" and each["facts"]["what"] == "auditor"]


async def test_the_server_verifies_its_own_record_one_at_a_time(product: Product) -> None:
    async with product.person(auditor=True) as eve, product.person(admin=True) as boss:
        started = await eve.send("POST", "/api/proof/verification")
        assert (started.status_code, started.json()["stage"]) == (202, "running")
        second = await boss.send("POST", "/api/proof/verification")
        assert (second.status_code, second.json()["code"]) == (409, "verification_runs")
        stopped = await boss.send("DELETE", "/api/proof/verification")
        assert stopped.json()["stage"] == "stopped"
        assert (await boss.send("POST", "/api/proof/verification")).status_code == 202
        found = await until_verified(eve)
        assert (found["stage"], found["done"], found["trouble"]) == ("done", found["of"], None)
        assert [each["faults"] for each in found["logs"]] == [[] for _ in found["logs"]]


async def test_a_changed_byte_in_the_servers_files_is_found_and_named(tmp_path: Path) -> None:
    own = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    try:
        async with own.person(auditor=True) as eve:
            log = await settled(own, eve)
            assert (await eve.send("POST", "/api/proof/verification")).status_code == 202
            sound = await until_verified(eve)
            assert [each["faults"] for each in sound["logs"]] == [[]]
            # Narrower ones may lie beside it; the last is the one that counts.
            tile = max(
                (path for path in (log / "tile/0").rglob("*") if path.is_file()), key=lambda path: int(path.name)
            )
            content = bytearray(tile.read_bytes())
            content[5] ^= 1
            tile.write_bytes(content)
            assert (await eve.send("POST", "/api/proof/verification")).status_code == 202
            (found,) = (await until_verified(eve))["logs"]
            assert found["faults"][0].startswith("entry 1 is not the one in tile/0/")
            async with httpx2.AsyncClient(base_url=own.address) as nobody:
                assert (await nobody.get("/api/proof/verification")).status_code == 401
    finally:
        own.stop()


async def settled(own: Product, eve: Person) -> Path:
    """Its only log, once all is signed that the start and the people have put on record."""
    size, same = 0, 0
    async with asyncio.timeout(30):
        # Nothing more within two seconds: the log is signed about once a second.
        while same < 20:
            shown = (await eve.get("/api/proof")).json()["logs"]
            now = shown[0]["entries"] if shown else 0
            same = same + 1 if now == size and now > 0 else 0
            size = now
            await asyncio.sleep(0.1)
    return own.folder / "data" / "ledger" / (own.folder / "data" / "node").read_text("utf-8").strip()
