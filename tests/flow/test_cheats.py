"""What a dishonest operator can do to the record, and the command of docs/guides/audit.md that catches each.

The operator owns the tables, all files and the key that signs: what is forged here is signed with the real one. Each
test begins with what is honest, where the same command is silent.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.ledgers import all_closed
from tests.logs import SEED
from tests.operators import Signer, as_owner, changed, log_of, numbered, record_of, signer_of
from tests.product import Person, Product
from tests.scripted import Upstream, words

HOST = "models.example.com"

pytestmark = pytest.mark.timeout(300)  # The first test waits for the scene: a start, people, three calls.


@dataclass(frozen=True)
class Scene:
    """A running installation with some calls and acts on record, what an auditor has kept of it, and the stolen key.

    `kept` is a checkpoint from before the last call. `bodies` are those that the provider got, oldest first.
    """

    product: Product
    folder: Path
    signer: Signer
    log: str
    key: str
    kept: Path
    record: list[bytes]
    bodies: list[bytes]
    port: int
    model: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What the entries say."""
        return [json.loads(entry) for entry in self.record]

    def last(self, kind: str) -> int:
        """The place in the record, from 0, of the last entry of a kind."""
        return max(place for place, line in enumerate(self.lines) if line["kind"] == kind)

    def forged(self, name: str, entries: list[bytes]) -> Path:
        """A record of these entries, signed with the real key."""
        return self.signer.sign(self.folder / name, self.log, entries)

    def said(self, *command: object, status: int = 0) -> str:
        done = self.product.command("ledger", *map(str, command))
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def verified(self, *folders: Path, since: bool = False, status: int = 0) -> str:
        """What the auditor's command says of a record."""
        given = ["--since", self.kept] if since else []
        return self.said("verify", *folders, "--key", self.key, *given, status=status)


async def asked(ada: Person, model: str, *questions: str) -> None:
    for question in questions:
        run = await ada.say(await ada.new_chat(model=model), question)
        await ada.answer(run["run_id"])


async def until_closed(product: Product) -> list[bytes]:
    """The record once every open line is closed."""
    async with asyncio.timeout(30):
        while True:
            record = await record_of(product)
            if all_closed([json.loads(entry) for entry in record]):
                return record
            await asyncio.sleep(0.1)


def played(product: Product, folder: Path) -> Scene:
    """Two calls, a checkpoint that somebody keeps, and a third."""

    def ran(*words: object) -> str:
        done = product.command(*map(str, words))
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    async def act() -> tuple[str, list[bytes], int, list[bytes]]:
        async with Upstream() as upstream, product.person() as ada:
            upstream.rule = lambda _: words("Ours.")
            added = ("models", "add", "Scripted", "--endpoint", f"http://127.0.0.1:{upstream.port}/v1")
            model = await asyncio.to_thread(ran, *added, "--account", "Ours", "--upstream-model", "scripted")
            await asked(ada, model, "What is ours?", "And what is yours?")
            await until_closed(product)
            await asyncio.to_thread(ran, "ledger", "export", folder / "first")
            await asyncio.to_thread(ran, "models", "test", model)
            await asked(ada, model, "And theirs?")
            bodies = [request.body for request in upstream.requests]
            return model, bodies, upstream.port, await until_closed(product)

    model, bodies, port, record = asyncio.run(act())
    log = log_of(product)
    signer, key = asyncio.run(signer_of(product)), ran("ledger", "key")
    kept = folder / "first" / log / "checkpoint"
    return Scene(product, folder, signer, log, key, kept, record, bodies, port, model)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    product = Product(tmp_path_factory.mktemp("cheats"), {"INHOUSE_ENGINE": "off"}).start()
    try:
        yield played(product, tmp_path_factory.mktemp("audit"))
    finally:
        product.stop()


@pytest.fixture
def honest(scene: Scene, tmp_path: Path) -> Path:
    """The record as the product itself exports it. Every check of an auditor is silent about it."""
    scene.said("export", tmp_path / "export")
    assert "all is as it was signed" in scene.verified(tmp_path / "export", since=True)
    # So is the one that the operator signs, as long as nothing in it is forged: the key is the real one.
    scene.verified(scene.signer.sign(tmp_path / "signed", scene.log, scene.record), since=True)
    return tmp_path / "export"


def test_changed_entry_is_named_by_verify(scene: Scene, honest: Path) -> None:
    number = scene.last("outcome") + 1
    for bundle in (honest / scene.log / "tile" / "entries").rglob("*"):
        if bundle.is_file():
            bundle.chmod(0o600)
            bundle.write_bytes(bundle.read_bytes().replace(scene.record[number - 1], changed_outcome(scene, number)))
    assert f"FAULT: entry {number} is not the one in tile/0/000" in scene.verified(honest, status=1)


def changed_outcome(scene: Scene, number: int) -> bytes:
    """An outcome as long as it was, with other words."""
    return scene.record[number - 1].replace(b'"outcome":"ok"', b'"outcome":"no"')


@pytest.mark.usefixtures("honest")
def test_dropped_entry_leaves_a_gap_in_the_numbers(scene: Scene) -> None:
    at = scene.last("outcome") - 1
    dropped = scene.forged("dropped", scene.record[:at] + scene.record[at + 1 :])
    assert f"FAULT: entry {at + 1} has the number {at + 2}" in scene.verified(dropped, status=1)


@pytest.mark.usefixtures("honest")
def test_cut_end_is_found_by_a_checkpoint_that_was_kept(scene: Scene) -> None:
    kept = int(scene.kept.read_text("utf-8").splitlines()[1])
    cut = scene.forged("cut", scene.record[: kept - 2])
    scene.verified(cut)
    assert f"has {kept - 2} entries and the checkpoint that was kept covers {kept}" in scene.verified(
        cut, since=True, status=1
    )
    # What came after the checkpoint can go without a trace: that is why checkpoints are sent out again and again.
    scene.verified(scene.forged("short", scene.record[:kept]), since=True)


async def test_rewritten_record_is_found_by_a_checkpoint_that_was_kept(scene: Scene, honest: Path) -> None:
    """In the table itself, with the files that were signed before out of the way."""
    number = next(line["seq"] for line in scene.lines if line["kind"] == "open")
    published = scene.product.folder / "data" / "ledger" / scene.log / "checkpoint"
    hidden = published.with_name("hidden")
    forged = changed(scene.record[number - 1], lambda fields: fields.update(destination="Nobody"))
    async with altered(scene, number, forged):
        # As long as the files lie there, the product itself sees it and signs nothing.
        found = await asyncio.to_thread(scene.product.command, "doctor", "--json")
        whole = next(promise for promise in json.loads(found.stdout) if promise["id"] == "record-whole")
        assert (whole["state"], f"entry {number} " in whole["detail"]) == ("off", True), whole
        refused = await asyncio.to_thread(scene.product.command, "ledger", "export", str(scene.folder / "refused"))
        assert (refused.returncode, "not those that were signed" in refused.stderr) == (1, True)
        published.rename(hidden)
        try:
            await asyncio.to_thread(scene.said, "export", scene.folder / "rewritten")
        finally:
            hidden.rename(published)
    rewritten = scene.folder / "rewritten"
    await asyncio.to_thread(scene.verified, rewritten)
    assert "the log was rewritten" in await asyncio.to_thread(scene.verified, rewritten, since=True, status=1)
    assert "the log was rewritten" in await asyncio.to_thread(scene.verified, rewritten, honest, status=1)


@asynccontextmanager
async def altered(scene: Scene, number: int, entry: bytes) -> AsyncIterator[None]:
    """The table holds another entry meanwhile."""
    statement = "UPDATE ledger.entries SET entry = $1 WHERE log = $2 AND number = $3"
    await as_owner(scene.product, statement, entry, scene.log, number)
    try:
        yield
    finally:
        await as_owner(scene.product, statement, scene.record[number - 1], scene.log, number)


@pytest.mark.usefixtures("honest")
def test_put_in_entry_is_found_by_a_checkpoint_or_by_its_time(scene: Scene) -> None:
    at = next(line["seq"] for line in scene.lines if line["kind"] == "open") - 1
    pair = [scene.record[at], next(e for e in scene.record if json.loads(e).get("closes") == at + 1)]
    fresh = [changed(entry, lambda fields: fields.update(time=scene.lines[at]["time"])) for entry in pair]
    # Numbers of their own, so that each outcome still belongs to its line when all are numbered anew.
    fresh[0] = changed(fresh[0], lambda fields: fields.update(seq=9_001))
    fresh[1] = changed(fresh[1], lambda fields: fields.update(seq=9_002, closes=9_001))
    put_in = scene.forged("put-in", numbered([*scene.record[:at], *fresh, *scene.record[at:]]))
    scene.verified(put_in)
    assert "the log was rewritten" in scene.verified(put_in, since=True, status=1)
    # With the time at which it was really written, the ones behind it are older.
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    fresh = [changed(entry, lambda fields: fields.update(time=now)) for entry in fresh]
    dated = scene.forged("dated", numbered([*scene.record[:at], *fresh, *scene.record[at:]]))
    assert "is older than the entry before it" in scene.verified(dated, status=1)


@pytest.mark.usefixtures("honest")
def test_forked_record_is_found_when_two_people_compare(scene: Scene) -> None:
    at = scene.last("open")
    other = changed(scene.record[at], lambda fields: fields.update(destination="Nobody"))
    ours = scene.forged("ours", scene.record)
    theirs = scene.forged("theirs", [*scene.record[:at], other, *scene.record[at + 1 :]])
    for one in (ours, theirs):
        scene.verified(one, since=True)
    assert "the log was rewritten" in scene.verified(ours, theirs, status=1)


def test_hidden_log_is_missed_by_a_checkpoint_of_it(scene: Scene, honest: Path, tmp_path: Path) -> None:
    hidden = honest / f"{scene.log}-commands"
    kept = tmp_path / "kept"
    kept.write_bytes((hidden / "checkpoint").read_bytes())
    scene.said("verify", honest, "--key", scene.key, "--since", kept)
    shutil.rmtree(hidden)
    said = scene.said("verify", honest, "--key", scene.key, "--since", kept, status=1)
    assert "is not among the given ones" in said


@pytest.mark.usefixtures("honest")
def test_foreign_key_signs_nothing_that_counts(scene: Scene) -> None:
    signed = Signer(scene.signer.tenant, SEED).sign(scene.folder / "foreign", scene.log, scene.record)
    assert "None of the given keys has signed it" in scene.verified(signed, status=1)


def test_foreign_receipt_is_not_proved(scene: Scene, honest: Path, tmp_path: Path) -> None:
    def checked(folder: Path, status: int) -> str:
        proof = tmp_path / "proof"
        proof.write_text(scene.said("prove", 1, "--from", folder / scene.log), "utf-8")
        return scene.said("check", proof, "--key", scene.key, status=status)

    assert "Proved: this is entry 1 of" in checked(honest, 0)
    # Another installation, and one that only gives itself out for ours.
    for name, tenant in (("another", uuid4()), ("like-ours", scene.signer.tenant)):
        elsewhere = Signer(tenant, SEED).sign(scene.folder / name, scene.log, scene.record)
        assert "Not proved" in checked(elsewhere, 1)


@pytest.mark.usefixtures("honest")
def test_clock_back_makes_an_entry_older_than_the_one_before(scene: Scene) -> None:
    at = scene.last("open")
    early = datetime.fromisoformat(scene.lines[at]["time"]) - timedelta(hours=1)
    said = early.isoformat(timespec="microseconds").replace("+00:00", "Z")
    entry = changed(scene.record[at], lambda fields: fields.update(time=said))
    dated = scene.forged("early", [*scene.record[:at], entry, *scene.record[at + 1 :]])
    assert f"entry {at + 1} is older than the entry before it" in scene.verified(dated, status=1)


async def test_no_line_is_counted_by_the_provider_or_seen_by_the_firewall(scene: Scene, tmp_path: Path) -> None:
    async with Upstream(port=scene.port) as provider:
        await reconciled(scene, usage_of(tmp_path, len(scene.bodies) + len(provider.requests)))
        async with httpx2.AsyncClient() as client:
            sent = await client.post(f"http://127.0.0.1:{scene.port}/v1/chat/completions", content=b"{}")
        assert sent.status_code == 200
        said = await reconciled(scene, usage_of(tmp_path, len(scene.bodies) + len(provider.requests)), status=1)
        assert "1 calls" in said
    now, before = datetime.now(UTC), datetime.now(UTC) - timedelta(hours=2)
    await reconciled(scene, seen_of(tmp_path, (now, HOST)))
    said = await reconciled(scene, seen_of(tmp_path, (now, HOST), (before, HOST)), status=1)
    assert f"{HOST}: 1 connections" in said


def usage_of(folder: Path, calls: int, tokens: int = 0) -> tuple[str, Path]:
    """A provider's usage export of the last and the next hours."""
    file, now = folder / "usage.csv", datetime.now(UTC)
    period = ",".join(f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (-12, 12))
    head = "start_time,end_time,num_model_requests,input_tokens,output_tokens"
    file.write_text(f"{head}\n{period},{calls},{tokens},0\n", "utf-8")
    return "--provider-usage", file


def seen_of(folder: Path, *connections: tuple[datetime, str]) -> tuple[str, Path]:
    """What a firewall saw, with a kilobyte each."""
    file = folder / "firewall.csv"
    rows = "".join(f"{at:%Y-%m-%dT%H:%M:%SZ},{host},1000\n" for at, host in connections)
    file.write_text(f"start,host,bytes_out\n{rows}", "utf-8")
    return "--firewall", file


async def reconciled(scene: Scene, others: tuple[str, Path], status: int = 0) -> str:
    """What the auditor's command says about what others counted. The auditor knows of one destination."""
    known = "Ours" if others[0] == "--provider-usage" else f"Ours={HOST}"
    return await asyncio.to_thread(scene.said, "reconcile", *others, "--destination", known, status=status)


async def test_second_way_is_a_host_without_entries_and_a_change_on_record(scene: Scene, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    # In the table, past everything that would tell of it.
    async with Upstream() as elsewhere, moved_to(scene, elsewhere.port), scene.product.person() as ada:
        while not elsewhere.requests:
            await asked(ada, scene.model, "Where does this go?")
    await until_closed(scene.product)
    assert await places_told(scene) == set()
    await reconciled(scene, seen_of(tmp_path, (now, HOST)))
    said = await reconciled(scene, seen_of(tmp_path, (now, HOST), (now, "elsewhere.example.com")), status=1)
    assert "elsewhere.example.com: 1 connections" in said
    # By the door that there is for it.
    added = ("models", "add", "Second", "--endpoint", "http://127.0.0.1:1/v1", "--account", "Second way")
    done = await asyncio.to_thread(scene.product.command, *added, "--upstream-model", "scripted")
    assert done.returncode == 0, done.stderr
    async with asyncio.timeout(20):
        while await places_told(scene) != {"Second way"}:
            await asyncio.sleep(0.1)


async def places_told(scene: Scene) -> set[str]:
    """The destinations of which the record has said something new."""
    told = [line["facts"] for line in await new_lines(scene) if line["kind"] == "settings"]
    return {facts["destination"] for facts in told if facts["what"].startswith("account_")}


@asynccontextmanager
async def moved_to(scene: Scene, port: int) -> AsyncIterator[None]:
    """The account leads to another server meanwhile."""
    statement = "UPDATE models.accounts SET port = $1 WHERE name = 'Ours'"
    await as_owner(scene.product, statement, port)
    try:
        yield
    finally:
        await as_owner(scene.product, statement, scene.port)


async def new_lines(scene: Scene) -> list[dict[str, Any]]:
    """What the entries since the scene say."""
    return [json.loads(entry) for entry in (await record_of(scene.product))[len(scene.record) :]]


def test_other_body_does_not_match_the_line(scene: Scene, tmp_path: Path) -> None:
    number, body = next(line["seq"] for line in scene.lines if line["kind"] == "open"), tmp_path / "body"
    body.write_bytes(scene.bodies[0])
    assert "Same" in scene.said("match", number, "--body", body)
    body.write_bytes(scene.bodies[0].replace(b"ours", b"mine"))
    assert "Other" in scene.said("match", number, "--body", body, status=1)


async def test_policy_for_a_night_stands_in_the_record_and_in_every_line_of_that_night(scene: Scene) -> None:
    def put(mode: str) -> None:
        done = scene.product.command("guard", "policy", "set", "balanced", "--mode", mode)
        assert done.returncode == 0, done.stderr

    async with Upstream(port=scene.port) as provider, scene.product.person() as ada:
        await asyncio.to_thread(put, "record")
        await asked(ada, scene.model, "By night?")
        await asyncio.to_thread(put, "enforce")
        await asked(ada, scene.model, "By day?")
        assert len(provider.requests) == 2
    async with asyncio.timeout(20):
        while len(told := [line for line in await new_lines(scene) if line["kind"] == "policy"]) < 2:
            await asyncio.sleep(0.1)
    night, day = [line["facts"] for line in told]
    assert (night["mode"], day["mode"]) == ("record", "enforce")
    by_night, by_day = [line["policy"] for line in await new_lines(scene) if line["kind"] == "open"][-2:]
    assert (by_night, by_day) == (night["policy"], day["policy"])
    assert by_day == scene.lines[scene.last("open")]["policy"]


async def test_hidden_outcome_closes_nothing_or_lacks_tokens(scene: Scene, honest: Path, tmp_path: Path) -> None:
    at = scene.last("outcome")
    again = changed(scene.record[at], lambda fields: fields.update(seq=len(scene.record) + 1))
    twice = scene.forged("twice", [*scene.record, again])
    assert "or was closed already" in await asyncio.to_thread(scene.verified, twice, status=1)
    # With fewer tokens than there were.
    tokens = sum(line["usage"]["prompt"] + line["usage"]["completion"] for line in await outcomes(scene))
    usage = usage_of(tmp_path, 0, tokens)
    await reconciled(scene, usage)
    none = changed(scene.record[at], lambda fields: fields["usage"].update(prompt=0, completion=0))
    async with altered(scene, at + 1, none):
        assert "tokens outside" in await reconciled(scene, usage, status=1)
    assert honest.is_dir()


async def outcomes(scene: Scene) -> list[dict[str, Any]]:
    """The outcomes of calls to the destination that the auditor knows, of all logs."""
    found = [json.loads(row[0]) for row in await as_owner(scene.product, "SELECT entry FROM ledger.entries")]
    ours = {(line["log"], line["seq"]) for line in found if line.get("destination") == "Ours"}
    return [line for line in found if line["kind"] == "outcome" and (line["log"], line["closes"]) in ours]
