"""What docs/guides/audit.md says no command can detect: it is done here, no command says a word, and what the guide
says about it is shown to be so. And a yes that nobody gave, which can be seen.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest

from inhouse.vault.errors import EpochKeyMissing
from tests.operators import as_owner, copied, record_of
from tests.product import Person, Product
from tests.scripted import Upstream, words

PROGRAM = Path(__file__).resolve().parents[1] / "support" / "writing_prompts.py"
PURPOSE = "A model of our own for answers about our machines."


@dataclass(frozen=True)
class Told:
    """Somebody who has told a secret to a model."""

    ada: Person
    chat: str
    message: str
    secret: str
    upstream: Upstream


async def ran(product: Product, *command: object, status: int = 0) -> str:
    done = await asyncio.to_thread(product.command, *map(str, command))
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@asynccontextmanager
async def told(product: Product, *terms: str) -> AsyncIterator[Told]:
    """Somebody tells a secret to a model at an account with these terms."""
    async with Upstream() as upstream, product.person() as ada:
        secret = f"secret-{uuid4().hex}"
        upstream.rule = lambda _: words("Ours.")
        added = ("models", "add", "Ours", "--endpoint", f"http://127.0.0.1:{upstream.port}/v1")
        account = ("--account", f"Cheats {upstream.port}", "--upstream-model", "scripted")
        model = (await ran(product, *added, *account, *terms)).strip()
        chat = await ada.new_chat(model=model)
        run = await ada.say(chat, f"Keep {secret} to yourself.")
        await ada.answer(run["run_id"])
        question = (await ada.messages(chat))[0]["id"]
        yield Told(ada, chat, question, secret, upstream)


async def nothing_is_said(product: Product, folder: Path) -> None:
    """Every command that looks at the record finds it whole."""
    keys = folder / "vkeys"
    keys.write_text(await ran(product, "ledger", "key", "--all"), "utf-8")
    await ran(product, "ledger", "export", folder / "export")
    assert "all is as it was signed" in await ran(product, "ledger", "verify", folder / "export", "--key", keys)
    looked = await asyncio.to_thread(product.command, "doctor", "--json")
    states = {promise["id"]: promise["state"] for promise in json.loads(looked.stdout)}
    assert (states["record-whole"], states["own-rows"], states["shred"]) == ("proved", "proved", "enforced")


async def until_shredded(product: Product, chat: str) -> None:
    """Wait until the key of a deleted chat is destroyed; the time in which it can be undone is over."""
    await as_owner(
        product, "UPDATE chat.chats SET deleted_at = deleted_at - interval '16 seconds' WHERE id = $1", UUID(chat)
    )
    async with asyncio.timeout(30):
        while await as_owner(product, "SELECT FROM keys.chat_keys WHERE chat_id = $1", UUID(chat)):
            await asyncio.sleep(0.2)


async def test_key_copied_before_a_deletion_opens_it_for_ever_and_without_the_copy_nothing_does(
    product: Product, tmp_path: Path
) -> None:
    async with told(product) as said:
        copy = await copied(product, said.message, tmp_path / "keys")
        assert said.secret in copy.opened(copy.keys)
        assert (await said.ada.send("DELETE", f"/api/chats/{said.chat}")).status_code == 200
        await until_shredded(product, said.chat)
    # Until the epoch ends the key that is still in use opens old copies of the rows: this is what the receipt says.
    assert said.secret in copy.opened(product.folder / "keys")
    await ran(product, "key", "epoch", "--now")
    with pytest.raises(EpochKeyMissing):
        copy.opened(product.folder / "keys")
    assert said.secret in copy.opened(copy.keys)
    await nothing_is_said(product, tmp_path)


@pytest.mark.timeout(400)  # Two more installations; minutes on a busy machine.
async def test_backup_kept_of_the_keys_opens_what_they_opened_and_one_of_the_content_nothing(
    product: Product, tmp_path: Path
) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("correct horse battery staple\n")
    content, keys = tmp_path / "content.backup", tmp_path / "keys.backup"
    async with told(product) as said:
        for command, path in (("create", content), ("keys", keys)):
            await ran(product, "backup", command, path, "--passphrase-file", phrase)
        master = next((product.folder / "keys").glob("*master.key")).read_bytes()
        assert (await said.ada.send("DELETE", f"/api/chats/{said.chat}")).status_code == 200
        await until_shredded(product, said.chat)
    await ran(product, "key", "epoch", "--now")
    await nothing_is_said(product, tmp_path)
    other = Product(tmp_path / "other", {"INHOUSE_ENGINE": "off"})
    (other.folder / "data").mkdir(parents=True, mode=0o700)
    words = ("backup", "restore", str(content), "--passphrase-file", str(phrase))
    alone = await asyncio.to_thread(other.command, *words)
    assert (alone.returncode, "neither can be read without the other" in alone.stderr) == (1, True), alone.stdout
    await ran(other, "backup", "restore", content, keys, "--passphrase-file", phrase)
    (other.folder / "keys").mkdir(exist_ok=True)
    (other.folder / "keys" / "master.key").write_bytes(master)
    (other.folder / "keys" / "master.key").chmod(0o600)
    assert said.secret in await read_on(other, said)


async def read_on(other: Product, said: Told) -> str:
    """What the same person reads in the same chat on another machine."""
    await asyncio.to_thread(other.start)
    try:
        async with httpx2.AsyncClient(base_url=other.address, timeout=30) as client:
            her = Person(client, said.ada.email)
            assert (await her.sign_in()).status_code == 200
            return (await her.get(f"/api/chats/{said.chat}/messages")).text
    finally:
        await asyncio.to_thread(other.stop)


async def test_false_terms_are_found_by_nobody_and_stand_on_record_with_the_day_and_on_receipts_with_the_name(
    product: Product, tmp_path: Path
) -> None:
    async with told(product, "--terms", "local", "--kept", "nothing", "--trained-on", "no") as said:
        # It is kept: there it is.
        assert said.secret.encode() in said.upstream.requests[0].body
        account = f"Cheats {said.upstream.port}"
        await nothing_is_said(product, tmp_path)
        answer = (await said.ada.messages(said.chat))[1]["id"]
        receipt = (await said.ada.get(f"/api/messages/{answer}/receipt")).json()
        lines = [json.loads(entry) for entry in await record_of(product)]
    (terms,) = [line["terms"] for line in lines if line["kind"] == "open" and line["destination"] == account]
    (added,) = [line for line in lines if line["kind"] == "settings" and line["facts"].get("destination") == account]
    assert (terms["kept_days"], terms["trained_on"]) == (0, 0)
    assert receipt["went"]["terms"]["declared_by"]
    assert terms["declared_on"] == added["done"][:10]


async def test_administrator_reads_with_database_and_master_key_and_leaves_no_entry(
    product: Product, tmp_path: Path
) -> None:
    async with told(product) as said, product.person(admin=True) as boss:
        # By Inhouse there is no way, not even to know that it is there.
        for path in (
            f"/api/chats/{said.chat}",
            f"/api/chats/{said.chat}/messages",
            f"/api/messages/{said.message}/receipt",
        ):
            assert (await boss.get(path)).status_code == 404
        before = len(await record_of(product))
        copy = await copied(product, said.message, tmp_path / "keys")
        assert said.secret in copy.opened(copy.keys)
        lines = [json.loads(entry) for entry in (await record_of(product))[before:]]
    assert [line for line in lines if line["kind"] == "reading"] == []
    await nothing_is_said(product, tmp_path)


@pytest.mark.timeout(300)  # Another installation.
async def test_logged_prompt_and_other_program_are_found_by_a_search_of_the_disk_alone(tmp_path: Path) -> None:
    """The control is the product as it is: no file of its folder holds what was said."""
    prompts = tmp_path / "prompts"

    class Changed(Product):
        @property
        def program(self) -> tuple[str, ...]:
            return (sys.executable, str(PROGRAM))

    product = Changed(tmp_path / "house", {"INHOUSE_ENGINE": "off", "PROMPTS_GO_TO": str(prompts)}).start()
    try:
        async with told(product) as said:
            await nothing_is_said(product, tmp_path)
            grep = ("grep", "-r", "-l", said.secret)
            disk = await asyncio.to_thread(
                subprocess.run, [*grep, str(tmp_path)], capture_output=True, text=True, check=False
            )
            house = await asyncio.to_thread(
                subprocess.run, [*grep, str(product.folder)], capture_output=True, text=True, check=False
            )
        assert (disk.stdout.split(), house.stdout.split()) == ([str(prompts)], [])
    finally:
        product.stop()


async def test_consent_forged_in_the_table_is_seen_by_the_person_named_in_the_manifest_and_not_on_record(
    product: Product, tmp_path: Path
) -> None:
    await ran(product, "training", "allow", PURPOSE)
    try:
        async with told(product) as said:
            me, mine = (await said.ada.get("/api/me")).json()["id"], "/api/me/training"
            rule = (await said.ada.get(mine)).json()
            assert rule["said"] == []
            assert await given(product, tmp_path / "before") == set()
            # Honestly: an entry of kind consent comes with it.
            yes = {"yes": True, "purpose_hash": rule["allowed"]["purpose_hash"], "chat_id": said.chat}
            before = await consents_on_record(product)
            assert (await said.ada.send("PUT", mine, yes)).status_code == 200
            await said.ada.send("PUT", mine, {"yes": False, "purpose_hash": ""})
            assert await consents_on_record(product) == before + 2
            # By the owner of the tables: it counts, the person sees it, the manifest names it; no entry comes.
            forged = uuid4()
            row = "INSERT INTO identity.consents VALUES ($1, $2, $3, true, $4, now())"
            await as_owner(product, row, forged, UUID(me), UUID(said.chat), yes["purpose_hash"])
            shown = (await said.ada.get(mine)).json()["said"]
            assert (len(shown), shown[0]["chat_id"], shown[0]["counts"]) == (3, said.chat, True)
            assert forged in await given(product, tmp_path / "after")
            assert await consents_on_record(product) == before + 2
            await said.ada.send("PUT", mine, {"yes": False, "purpose_hash": ""})
    finally:
        await ran(product, "training", "forbid")
    await nothing_is_said(product, tmp_path)


async def given(product: Product, file: Path) -> set[UUID]:
    """The ids of every yes that an export rests on, as its manifest names them."""
    await ran(product, "export", "training", file, "--no-names")
    manifest = json.loads(file.with_name(f"{file.name}.manifest.json").read_text("utf-8"))
    return {UUID(each) for each in manifest["consents"]}


async def consents_on_record(product: Product) -> int:
    """How many entries are of this kind, once no act waits any more."""
    async with asyncio.timeout(15):
        while await as_owner(product, "SELECT FROM ledger.acts"):
            await asyncio.sleep(0.1)
    return sum(json.loads(entry)["kind"] == "consent" for entry in await record_of(product))
