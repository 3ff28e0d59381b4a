"""Sealed, the record is as good as ever: receipts are proved, copies get outside, plug-ins are asked under a line."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.flow.test_acts import entries
from tests.product import Person, Product, free_port
from tests.scripted import Upstream, document, words
from tests.sealing import can_be_proved

WITNESS, PLUG_IN = free_port(), free_port()
CONFIG = f"""
[[checkpoints]]
name = "share"
kind = "file"
where = "{{folder}}"
every = "10s"

[[checkpoints]]
name = "witness"
kind = "http"
where = "http://127.0.0.1:{WITNESS}/log"
destination = "local"
every = "10s"

[[guard_plug_ins]]
name = "own"
endpoint = "http://127.0.0.1:{PLUG_IN}/spans"
wire = "spans"
"""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    can_be_proved()
    folder = tmp_path_factory.mktemp("record")
    (folder / "data").mkdir(0o700)
    (folder / "data" / "inhouse.toml").write_text(CONFIG.format(folder=folder / "share"), "utf-8")
    product = Product(folder, {"INHOUSE_ENGINE": "off"}, serving=("serve", "--sealed")).start()
    yield product
    product.stop()


@pytest.fixture
async def boss(sealed: Product) -> AsyncIterator[Person]:
    async with sealed.person(admin=True) as person:
        yield person


async def command(product: Product, *given: str, status: int = 0) -> str:
    done = await asyncio.to_thread(product.command, *given)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_ready_counts_the_whole_start_and_not_the_applications_alone(sealed: Product) -> None:
    steps = re.findall(r"^  \w[\w ]+? +(\d+\.\d\d) s", sealed.output, re.MULTILINE)
    ready = re.search(r"^Ready in (\d+\.\d\d) s", sealed.output, re.MULTILINE)
    assert ready is not None, sealed.output
    assert float(ready[1]) > sum(map(float, steps)), sealed.output


async def test_an_answers_receipt_is_proved_and_the_ledger_verifies(
    sealed: Product, boss: Person, tmp_path: Path
) -> None:
    async with Upstream() as upstream:
        upstream.will(words("Ours."))
        model = await sealed.add_model(upstream.port, fit_for_work=True)
        run = await boss.say(await boss.new_chat(model=model), "What is ours?")
        text, last = await boss.answer(run["run_id"])
        assert text == "Ours.", last
        body = upstream.requests[0].body
    receipt: dict[str, Any] = {"known": None}
    async with asyncio.timeout(20):
        while receipt["known"] != "proved":
            receipt = (await boss.get(f"/api/messages/{run['message_id']}/receipt")).json()
            await asyncio.sleep(0.2)
    file, vkey = tmp_path / "receipt.json", (await command(sealed, "ledger", "key")).strip()
    file.write_text(json.dumps(receipt), "utf-8")
    assert (await command(sealed, "ledger", "check", str(file), "--key", vkey)).count("Proved:") == 2
    await command(sealed, "ledger", "verify", str(sealed.folder / "data" / "ledger"), "--key", vkey)
    await command(sealed, "ledger", "export", str(tmp_path / "ledger"))
    await command(sealed, "ledger", "verify", str(tmp_path / "ledger"), "--key", vkey)
    (tmp_path / "body").write_bytes(body)
    number = receipt["line"].rpartition("/")[2]
    assert "Same" in await command(sealed, "ledger", "match", number, "--body", str(tmp_path / "body"))


async def test_checkpoints_get_outside_and_the_application_knows_how_that_goes(sealed: Product, boss: Person) -> None:
    async with Upstream(port=WITNESS) as witness, asyncio.timeout(60):
        copies: dict[str, dict[str, Any]] = {}
        while not copies or any(each["entries"] == 0 or each["trouble"] for each in copies.values()):
            listed = (await boss.get("/api/admin/status")).json()["ledger"]["copies"]
            copies = {each["name"]: each for each in listed}
            await asyncio.sleep(0.2)
        assert set(copies) == {"share", "witness"}
        said = witness.requests[0].body.decode()
    kept = sorted((sealed.folder / "share").iterdir())
    assert kept[0].name.endswith(".checkpoint")
    assert said.startswith("inhouse/")
    assert said.splitlines()[0] == kept[0].read_text("utf-8").splitlines()[0]


async def test_a_plug_in_is_asked_through_the_gate_under_a_line_of_its_own(sealed: Product, boss: Person) -> None:
    found = [{"kind": "personal.staff_number", "start": 0, "end": 5, "score": 1}]
    question = {"text": "77421 is on holiday.", "destination_class": "external"}
    async with Upstream(port=PLUG_IN) as plug_in:
        plug_in.rule = lambda _: document(orjson.dumps(found), "application/json")
        reply = await boss.send("POST", "/api/admin/guard/simulate", question)
        assert reply.status_code == 200, reply.text
        assert [each["kind"] for each in reply.json()["findings"]] == ["personal.staff_number"]
        (asked,) = plug_in.requests
    lines = [entry for entry in await entries(sealed) if entry.get("purpose") == "inspection"]
    assert [(each["destination"], each["model"], each["bytes"]) for each in lines] == [
        ("guard plug-in own", "own", len(asked.body))
    ]
    closed = {entry["closes"]: entry["outcome"] for entry in await entries(sealed) if entry["kind"] == "outcome"}
    assert closed[lines[0]["seq"]] == "ok"
