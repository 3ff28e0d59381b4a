"""`inhouse demo` and `inhouse doctor`, as somebody runs them who wants to see."""

import asyncio
import json
import re
from pathlib import Path

from tests.product import Product


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
