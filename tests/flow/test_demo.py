"""`inhouse demo` and `inhouse doctor`, as somebody runs them who wants to see."""

import asyncio
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from inhouse.app import walks as module
from inhouse.app.http import routes
from inhouse.app.walks import DemoNotHere, Walk, Walks, WalkState
from inhouse.core import clock
from tests.people import someone
from tests.product import Person, Product


async def test_the_demo_shows_every_promise_held_and_leaves_nothing_behind(product: Product) -> None:
    before = set(Path("/tmp").glob("inhouse-demo-*"))
    done = await asyncio.to_thread(product.command, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    steps = re.split(r"\n\d\. ", done.stdout)
    assert len(steps) == 9
    _, typed, left, read, receipt, verified, changed, deleted, opened = steps
    for word in ("maria.huber@kunde-nord.de", "Projekt Falke", "DE89 3704 0044 0532 0130 00", "+49 30 901820"):
        assert word in typed
        assert word not in left
        assert word in read
        assert word not in receipt
    assert "personal.iban" in receipt
    assert re.search(r"[1-9]\d* entries, 0 faults", verified)
    assert "entry" in changed
    assert "destroyed" in deleted
    assert "does not open" in opened
    assert "Everything held." in opened
    assert set(Path("/tmp").glob("inhouse-demo-*")) == before


async def walked(person: Person) -> dict[str, Any]:
    async with asyncio.timeout(100):
        while (walk := (await person.get("/api/demo")).json())["state"] == "running":
            await asyncio.sleep(0.2)
    return walk


async def test_anybody_sees_the_same_demo_through_the_server_and_it_leaves_nothing(product: Product) -> None:
    async with product.person() as ada, product.person() as bob:
        started = await ada.send("POST", "/api/demo")
        assert (started.status_code, started.json()["state"], started.json()["possible"]) == (202, "running", True)
        joined = (await bob.send("POST", "/api/demo")).json()
        assert joined["started_at"] == started.json()["started_at"]
        walk = await walked(bob)
        assert (walk["state"], walk["trouble"]) == ("done", None)
        names = ["typed", "left", "read", "receipt", "verified", "changed", "deleted", "reopened"]
        assert [(step["id"], step["held"]) for step in walk["steps"]] == [(name, True) for name in names]
        seen = {step["id"]: " ".join(step["seen"]) for step in walk["steps"]}
        assert "maria.huber" in seen["typed"]
        assert "maria.huber" not in seen["left"]
        assert "faults" in seen["verified"]
        # For a minute there is no other.
        assert (await bob.send("POST", "/api/demo")).json() == walk
    assert not (product.folder / "data" / "demo").exists()


async def test_a_demo_that_is_stopped_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    walks = Walks(tmp_path / "demo", possible=True)
    assert walks.start().state == "running"
    async with asyncio.timeout(60):
        while not list(tmp_path.glob("demo/data/database/server/cluster/PG_VERSION")):
            await asyncio.sleep(0.05)
    await walks.stop()
    assert not (tmp_path / "demo").exists()


async def test_what_a_demo_left_that_ended_with_its_server_is_removed(tmp_path: Path) -> None:
    (tmp_path / "demo" / "data").mkdir(parents=True)
    await Walks(tmp_path / "demo", possible=True).put_away()
    assert not (tmp_path / "demo").exists()


async def test_a_demo_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("a file in the way")
    walks = Walks(tmp_path / "no-folder" / "demo", possible=True)
    walks.start()
    async with asyncio.timeout(30):
        while walks.walk.state == "running":
            await asyncio.sleep(0.05)
    assert walks.walk.state == "failed"
    assert walks.walk.trouble is not None
    with pytest.raises(DemoNotHere):
        Walks(tmp_path / "demo", possible=False).start()


async def test_a_demo_of_another_version_fails_in_words_and_can_be_started_again_after_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = """print('{"step": {"id": "typed", "seen": [], "something": "new"}}')"""
    monkeypatch.setattr(module, "_WORDS", (sys.executable, "-c", says))
    walks, real = Walks(tmp_path / "demo", possible=True), clock.monotonic
    for later in (0.0, module.PAUSE_SECONDS + 60.0):
        monkeypatch.setattr(clock, "monotonic", lambda later=later: real() + later)
        assert walks.start().state == "running"
        async with asyncio.timeout(30):
            while walks.walk.state == "running":
                await asyncio.sleep(0.05)
        assert (walks.walk.state, walks.walk.trouble) == ("failed", "What its process said cannot be read.")
        # One that always fails late would keep the machine busy.
        assert walks.start() is walks.walk


async def test_only_administrators_are_told_what_may_name_folders_of_the_server(tmp_path: Path) -> None:
    trouble = "The folder /srv/inhouse/data cannot be written."
    walks = Walks(tmp_path, possible=True, walk=Walk(WalkState.FAILED, trouble=trouble))
    (look, *_) = [route.endpoint for route in routes(walks).routes if isinstance(route, APIRoute)]
    assert (await look(someone(admin=True))).trouble == trouble
    assert (await look(someone())).trouble == "It failed. The server's log says why."


async def test_the_doctor_looks_at_a_running_server(product: Product) -> None:
    done = await asyncio.to_thread(product.command, "doctor", "--json")
    found = {each["id"]: each for each in json.loads(done.stdout)}
    off = [each["id"] for each in found.values() if each["state"] == "off"]
    assert (done.returncode, off) == (0, []), done.stdout
    assert found["own-rows"]["state"] == "proved"
    assert found["record-whole"]["state"] == "proved"
    reached = found["no-network"]
    assert reached["state"] == "proved" or "postgres" not in reached["detail"], reached["detail"]
    assert found["key-backup"]["mend"] == "inhouse key verify-backup FILE"
    assert found["key-backup"]["said"] == [{"code": "backup.none", "facts": {}}]
    assert datetime.fromisoformat(found["shred"]["said"][0]["facts"]["moment"]).tzinfo is not None
    words = await asyncio.to_thread(product.command, "doctor")
    assert "mend: inhouse key verify-backup FILE" in words.stdout


async def test_a_server_that_must_keep_a_promise_does_not_start_without_it(product: Product, tmp_path: Path) -> None:
    strict = Product(tmp_path, {"INHOUSE_ENGINE": "off", "INHOUSE_REQUIRED": "key-backup"})
    refused = await asyncio.to_thread(strict.process_of, "serve")
    assert refused.returncode == 1
    assert "verify-backup" in refused.stderr
    wrong = Product(tmp_path, {"INHOUSE_ENGINE": "off", "INHOUSE_REQUIRED": "key-backups"})
    refused = await asyncio.to_thread(wrong.process_of, "serve")
    assert refused.returncode == 1
    assert "key-backups" in refused.stderr
