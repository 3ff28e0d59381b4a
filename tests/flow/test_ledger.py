"""The ledger as an auditor sees it: files, a key, and a program that needs none of us."""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inhouse.ledger.checkpoint import parse_checkpoint
from inhouse.ledger.tiles import unbundle
from tests.product import Person, Product
from tests.scripted import Upstream


async def say(person: Person, model: str) -> None:
    chat = await person.new_chat(model=model)
    run = await person.say(chat, "a secret word")
    await person.answer(run["run_id"])


def log_of(product: Product) -> Path:
    """The log of the running server; other tests may have left entries of another."""
    return product.folder / "data" / "ledger" / (product.folder / "data" / "node").read_text("utf-8").strip()


def size_of(folder: Path) -> int:
    text = (folder / "checkpoint").read_text("utf-8").rpartition("\n\n")[0] + "\n"
    return parse_checkpoint(text).size


def entries_in(folder: Path) -> list[bytes]:
    """The entries of an export: its full bundles, then the partial one."""
    bundles = sorted(path for path in (folder / "tile" / "entries").rglob("*") if path.is_file())
    full = [path for path in bundles if path.parent.name == "entries"]
    return [
        entry
        for path in [*full, *(each for each in bundles if each not in full)]
        for entry in unbundle(path.read_bytes())
    ]


async def until_signed(product: Product, more_than: int) -> Path:
    """Wait until the newest checkpoint covers more entries than that."""
    async with asyncio.timeout(20):
        while size_of(log_of(product)) <= more_than:
            await asyncio.sleep(0.05)
    return log_of(product)


def ran(product: Product, *words: object) -> str:
    done = product.command("ledger", *map(str, words))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def key(product: Product) -> str:
    return ran(product, "key").strip()


async def test_what_left_is_signed_within_seconds_and_verifies_without_a_server(
    product: Product, tmp_path: Path, key: str
) -> None:
    before = size_of(log_of(product))
    async with Upstream() as upstream, product.person() as ada:
        await say(ada, await product.add_model(upstream.port))
    folder = await until_signed(product, before + 1)
    kept = tmp_path / "kept"
    kept.write_bytes((folder / "checkpoint").read_bytes())

    said = ran(product, "export", tmp_path / "export")
    exported = tmp_path / "export" / log_of(product).name
    assert f"{size_of(exported)} entries, root " in said
    lines = [json.loads(entry) for entry in entries_in(exported)]
    assert [line["seq"] for line in lines] == list(range(1, size_of(exported) + 1))
    assert {"open", "outcome", "key"} <= {line["kind"] for line in lines}
    assert b"secret" not in b"".join(entries_in(exported))

    auditor = Product(tmp_path / "elsewhere")
    said = ran(auditor, "verify", tmp_path / "export", "--key", key, "--since", kept)
    assert ": all is as it was signed." in said
    assert not (auditor.folder / "data").exists()
    # The folder that the running server writes verifies as well, under the keys that lie beside it.
    ran(auditor, "verify", folder, "--key", folder / "vkey", "--since", kept)


async def test_the_verifier_is_one_file_that_finds_a_changed_byte(product: Product, tmp_path: Path, key: str) -> None:
    ran(product, "export", tmp_path / "export")
    exported = tmp_path / "export" / log_of(product).name
    program = tmp_path / "verify.py"
    program.write_text(ran(product, "verifier"), "utf-8")

    def verified() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, str(program), "verify", str(exported), "--key", key]
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)

    assert verified().returncode == 0, verified().stdout
    bundle = min(path for path in (exported / "tile/entries").rglob("*") if path.is_file())
    content = bytearray(bundle.read_bytes())
    content[100] ^= 1
    bundle.write_bytes(content)
    done = verified()
    assert done.returncode == 1
    assert "FAULT: entry 1 " in done.stdout


async def test_an_entry_is_proved_to_somebody_who_has_the_key_alone(product: Product, tmp_path: Path, key: str) -> None:
    proof = tmp_path / "entry.tlog-proof"
    proof.write_text(ran(product, "prove", 1), "utf-8")
    auditor = Product(tmp_path / "elsewhere")
    said = ran(auditor, "check", proof, "--key", key)
    assert json.loads(said.splitlines()[0])["seq"] == 1
    assert "Proved: this is entry 1 of " in said

    proof.write_text(proof.read_text("utf-8").replace("index 0", "index 1"), "utf-8")
    done = auditor.command("ledger", "check", str(proof), "--key", key)
    assert (done.returncode, done.stdout.startswith("Not proved:")) == (1, True)
    done = product.command("ledger", "prove", "99999999")
    assert (done.returncode, "No checkpoint covers entry 99999999" in done.stderr) == (1, True)


def test_what_cannot_be_looked_at_has_a_status_of_its_own(tmp_path: Path) -> None:
    auditor = Product(tmp_path)
    for words in (
        ("verify", str(tmp_path), "--key", "a+b+c"),
        ("verify", str(tmp_path)),
        ("check", "nothing", "--key", "k"),
    ):
        assert auditor.command("ledger", *words).returncode == 2


async def test_a_new_key_signs_from_then_on_and_is_on_record(product: Product, tmp_path: Path, key: str) -> None:
    before = size_of(log_of(product))
    newer = ran(product, "key", "--replace").strip()
    assert newer != key
    assert ran(product, "key", "--all").split()[:2] == [newer, key]
    folder = await until_signed(product, before)
    assert product.command("ledger", "verify", str(folder), "--key", key).returncode == 1
    ran(product, "verify", folder, "--key", newer)
    ran(product, "export", tmp_path / "export")
    exported = tmp_path / "export" / log_of(product).name
    replaced = [line for line in map(json.loads, entries_in(exported)) if line["kind"] == "key"][-1]
    assert replaced["facts"] == {"did": "replaced", "vkey": newer, "what": "checkpoint key"}


async def test_a_killed_server_goes_on_where_its_log_stands(tmp_path: Path) -> None:
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    try:
        async with Upstream() as upstream, product.person() as ada:
            await say(ada, await product.add_model(upstream.port))
        folder = await until_signed(product, 0)
        product.stop(signal.SIGKILL)
        kept = tmp_path / "kept"
        kept.write_bytes((folder / "checkpoint").read_bytes())
        for path in (folder / "tile").rglob("*.p"):
            shutil.rmtree(path)
        product.start()
        before = size_of(folder)
        product.make_person(admin=True)
        await until_signed(product, before)
    finally:
        product.stop()
    key = ran(product, "key").strip()
    ran(product, "verify", folder, "--key", key, "--since", kept)
