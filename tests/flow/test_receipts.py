"""Receipts of the running product, checked without it; and the ledger held against what others kept and counted."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.product import Person, Product
from tests.scripted import Upstream, failure, words


@dataclass
class Asked:
    """Somebody who has had one answer from a model that keeps what it got."""

    product: Product
    ada: Person
    message: str
    body: bytes
    account: str

    async def receipt(self, path: str, person: Person | None = None) -> dict[str, Any]:
        """A receipt once a checkpoint covers it."""
        async with asyncio.timeout(15):
            while True:
                reply = await (person or self.ada).get(path)
                if reply.status_code == 200 and reply.json()["known"] == "proved":
                    assert reply.headers["content-disposition"].startswith("attachment")
                    return reply.json()
                await asyncio.sleep(0.2)

    async def command(self, *given: str, status: int = 0) -> str:
        done = await asyncio.to_thread(self.product.command, *given)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
async def asked(product: Product) -> AsyncIterator[Asked]:
    async with Upstream() as upstream, product.person() as ada:
        upstream.will(words("Ours."))
        account = f"Receipts {upstream.port}"
        added = ["models", "add", account, "--endpoint", f"http://127.0.0.1:{upstream.port}/v1", "--account", account]
        terms = ["--terms", "local", "--kept", "30 days", "--trained-on", "no"]
        done = await asyncio.to_thread(product.command, *added, "--upstream-model", "scripted", *terms)
        assert done.returncode == 0, done.stderr
        run = await ada.say(await ada.new_chat(model=done.stdout.strip()), "What is ours?")
        assert (await ada.answer(run["run_id"]))[0] == "Ours."
        yield Asked(product, ada, run["message_id"], upstream.requests[0].body, account)


async def test_an_answer_s_receipt_says_where_it_went_and_is_checked_offline(asked: Asked, tmp_path: Path) -> None:
    receipt = await asked.receipt(f"/api/messages/{asked.message}/receipt")
    went = receipt["went"]
    assert (went["destination"], went["destination_class"], receipt["outcome"]) == (asked.account, "local", "ok")
    today = datetime.now(UTC).date().isoformat()
    terms = {"trained_on": False, "kept_days": 30, "monitored": None, "declared_on": today}
    assert {name: went["terms"][name] for name in terms} == terms
    assert went["terms"]["declared_by"]
    assert went["policy_version"] is not None

    file, vkey = tmp_path / "receipt.json", (await asked.command("ledger", "key")).strip()
    file.write_text(json.dumps(receipt), "utf-8")
    said = await asked.command("ledger", "check", str(file), "--key", vkey)
    assert said.count("Proved:") == 2
    file.write_text(json.dumps(receipt | {"outcome": "failed"}), "utf-8")
    await asked.command("ledger", "check", str(file), "--key", vkey, status=1)

    # Nobody else's question finds it, an administrator's neither.
    async with asked.product.person(admin=True) as boss:
        assert (await boss.get(f"/api/messages/{asked.message}/receipt")).status_code == 404
    question = (await asked.ada.get(f"/api/messages/{asked.message[:-4]}0000/receipt")).status_code
    assert question == 404


async def test_where_there_is_no_receipt_the_hint_fits(asked: Asked) -> None:
    async with Upstream() as upstream:
        upstream.will(failure(400, "no"))
        chat = await asked.ada.new_chat(model=await asked.product.add_model(upstream.port))
        run = await asked.ada.say(chat, "Nobody answers this")
        await asked.ada.answer(run["run_id"])
    async with asyncio.timeout(10):
        while (await asked.ada.messages(chat))[-1]["status"] == "running":
            await asyncio.sleep(0.05)
    question, answer = await asked.ada.messages(chat)
    for message, hint in ((question, "ask for that of the answer"), (answer, "No model began this answer")):
        reply = await asked.ada.get(f"/api/messages/{message['id']}/receipt")
        assert (reply.status_code, reply.json()["code"]) == (404, "no_receipt")
        assert hint in reply.json()["hint"]


async def test_the_receipt_of_an_act_is_for_who_did_it(asked: Asked) -> None:
    removed = await asked.ada.send("DELETE", f"/api/messages/{asked.message}")
    act = removed.json()["receipt"]["act"]
    receipt = await asked.receipt(f"/api/receipts/{act}")
    assert (receipt["kind"], receipt["facts"]["what"], receipt["went"]) == ("deletion", "message", None)
    async with asked.product.person() as ben:
        assert (await ben.get(f"/api/receipts/{act}")).status_code == 404


async def test_bytes_that_were_kept_are_those_that_left_or_not(asked: Asked, tmp_path: Path) -> None:
    receipt = await asked.receipt(f"/api/messages/{asked.message}/receipt")
    log, _, number = receipt["line"].rpartition("/")
    body = tmp_path / "body"
    body.write_bytes(asked.body)
    assert "Same" in await asked.command("ledger", "match", number, "--body", str(body))
    body.write_bytes(asked.body.replace(b"ours", b"mine"))
    await asked.command("ledger", "match", number, "--body", str(body), "--log", log, status=1)
    await asked.command("ledger", "match", "999999", "--body", str(body), status=2)
    assert "outcome" in await asked.command(
        "ledger", "match", receipt["closed_by"]["line"].rpartition("/")[2], "--body", str(body), status=2
    )


async def test_what_a_provider_and_a_firewall_counted_is_in_the_ledger(asked: Asked, tmp_path: Path) -> None:
    today = datetime.now(UTC)
    usage, seen = tmp_path / "usage.csv", tmp_path / "firewall.csv"
    usage.write_text(f"date,num_model_requests\n{today:%Y-%m-%d},1\n", "utf-8")
    given = ["ledger", "reconcile", "--destination", asked.account]
    assert "Nothing is outside" in await asked.command(*given, "--provider-usage", str(usage))
    usage.write_text(f"date,num_model_requests\n{today:%Y-%m-%d},2\n", "utf-16")
    assert "1 calls outside" in await asked.command(*given, "--provider-usage", str(usage), status=1)
    misspelled = ["ledger", "reconcile", "--destination", "Nobody", "--provider-usage", str(usage)]
    done = await asyncio.to_thread(asked.product.command, *misspelled)
    assert (done.returncode, "2 calls outside" in done.stdout) == (1, True)
    assert "No entry in the ledger names the destination Nobody. Entries name: " in done.stderr
    assert asked.account in done.stderr

    row = f"{today:%Y-%m-%dT%H:%M:%SZ},models.example.com,900\n"
    seen.write_text(f"start,host,bytes_out\n{row}", "utf-8")
    place = f"{asked.account}=models.example.com"
    await asked.command("ledger", "reconcile", "--firewall", str(seen), "--destination", place)
    seen.write_text(f"start,host,bytes_out\n{row}{row.replace('models', 'elsewhere')}", "utf-8")
    said = await asked.command("ledger", "reconcile", "--firewall", str(seen), "--destination", place, status=1)
    assert "elsewhere.example.com: 1 connections, 900 bytes outside" in said
    usage.write_text("nothing\n", "utf-8")
    await asked.command(*given, "--provider-usage", str(usage), status=2)


async def test_checkpoints_get_outside_and_the_ledger_still_begins_with_them(asked: Asked, tmp_path: Path) -> None:
    async with asked.product.person(admin=True) as boss:
        async with asyncio.timeout(20):
            while True:
                (copy,) = (await boss.get("/api/admin/status")).json()["ledger"]["copies"]
                if copy["sent_at"] is not None:
                    break
                await asyncio.sleep(0.2)
        assert (copy["name"], copy["kind"], copy["trouble"]) == ("share", "file", None)
    kept = sorted((asked.product.folder / "share").iterdir())
    # The oldest copy may bear the name of a key that was replaced since.
    (tmp_path / "vkeys").write_text(await asked.command("ledger", "key", "--all"), "utf-8")
    await asked.command("ledger", "export", str(tmp_path / "export"))
    verify = ["ledger", "verify", str(tmp_path / "export"), "--key", str(tmp_path / "vkeys")]
    await asked.command(*verify, "--since", str(kept[0]))
