"""A yes to training through the running server, and the export by its command."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.product import Person, Product
from tests.scripted import Upstream, words

MINE, RULE = "/api/me/training", "/api/admin/training"
PURPOSE = "A model of our own for answers about our machines. Texts are kept for a year."


@pytest.fixture
async def boss(product: Product) -> AsyncIterator[Person]:
    async with product.person(admin=True) as boss:
        yield boss
        done = await asyncio.to_thread(product.command, "training", "forbid")
        assert done.returncode == 0, done.stderr


async def export(product: Product, file: Path) -> list[list[str]]:
    done = await asyncio.to_thread(product.command, "export", "training", str(file), "--no-names")
    assert done.returncode == 0, done.stdout + done.stderr
    manifest = json.loads(file.with_name(f"{file.name}.manifest.json").read_text())
    assert manifest["sha256"] in done.stdout
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert manifest["examples"] == len(lines)
    assert file.stat().st_mode & 0o777 == 0o600
    return [[each["content"] for each in line["messages"]] for line in lines]


async def test_nothing_is_exported_before_the_organisation_allows_it_and_a_person_says_yes(
    product: Product, boss: Person, tmp_path: Path
) -> None:
    async with product.person() as ada, Upstream() as upstream:
        upstream.will(words("To ada@firma-nord.de: thank you."))
        chat = await ada.new_chat(model=await product.add_model(upstream.port))
        run = await ada.say(chat, "Write a line to ada@firma-nord.de.")
        await ada.answer(run["run_id"])

        shipped = (await ada.get(MINE)).json()
        assert (shipped["allowed"]["allowed"], shipped["said"]) == (False, [])
        yes = {"yes": True, "purpose_hash": shipped["allowed"]["purpose_hash"], "chat_id": chat}
        refused = await ada.send("PUT", MINE, yes)
        assert (refused.status_code, refused.json()["code"]) == (403, "training_forbidden")
        done = await asyncio.to_thread(product.command, "export", "training", str(tmp_path / "none.jsonl"))
        assert done.returncode == 1
        assert not (tmp_path / "none.jsonl").exists()

        allowed = await boss.send("PUT", RULE, {"allowed": True, "purpose": PURPOSE})
        assert allowed.json()["purpose"] == PURPOSE
        assert await export(product, tmp_path / "before.jsonl") == []
        stale = await ada.send("PUT", MINE, yes)
        assert (stale.status_code, stale.json()["code"]) == (409, "purpose_changed")
        said = await ada.send("PUT", MINE, {**yes, "purpose_hash": allowed.json()["purpose_hash"]})
        assert said.status_code == 200, said.text
        assert [(one["chat_id"], one["counts"]) for one in (await ada.get(MINE)).json()["said"]] == [(chat, True)]
        ((question, answer),) = await export(product, tmp_path / "given.jsonl")
        assert question.startswith("Write a line to [")
        assert "ada@firma-nord.de" not in question + answer

        await ada.send("PUT", MINE, {"yes": False, "purpose_hash": ""})
        assert await export(product, tmp_path / "after.jsonl") == []
        away = tmp_path / "away" / "x.jsonl"
        done = await asyncio.to_thread(product.command, "export", "training", str(away), "--no-names")
        assert (done.returncode, "cannot be written" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
        # An export is never written over.
        done = await asyncio.to_thread(product.command, "export", "training", str(tmp_path / "given.jsonl"))
        assert done.returncode == 1


async def test_a_chat_that_is_not_mine_or_not_kept_cannot_be_given(product: Product, boss: Person) -> None:
    allowed = (await boss.send("PUT", RULE, {"allowed": True, "purpose": PURPOSE})).json()
    async with product.person() as ada, product.person() as bob:
        theirs = await bob.new_chat()
        temporary = await ada.new_chat(temporary=True)
        for chat, status in ((theirs, 404), (str(uuid4()), 404), (temporary, 400)):
            body = {"yes": True, "purpose_hash": allowed["purpose_hash"], "chat_id": chat}
            assert (await ada.send("PUT", MINE, body)).status_code == status
        assert (await ada.get(MINE)).json()["said"] == []


async def test_only_administrators_see_and_change_the_rule(product: Product, boss: Person) -> None:
    async with product.person() as ada:
        assert (await ada.get(RULE)).status_code == 403
        assert (await ada.send("PUT", RULE, {"allowed": True, "purpose": PURPOSE})).status_code == 403
    assert (await boss.send("PUT", RULE, {"allowed": True})).status_code == 400
    done = await asyncio.to_thread(product.command, "training", "allow", "Another purpose.")
    assert "allowed" in done.stdout
    assert (await boss.get(RULE)).json()["purpose"] == "Another purpose."
    seen = (await boss.get(RULE)).json()
    assert (seen["changed_by"], seen["people"], seen["fewest"]) == (None, None, 5)
    changed = (await boss.send("PUT", RULE, {"allowed": False})).json()
    me = (await boss.get("/api/me")).json()["id"]
    assert (changed["allowed"], changed["changed_by"], changed["version"]) == (False, me, seen["version"] + 1)
    await boss.send("PUT", RULE, {"allowed": True, "purpose": "Another purpose."})
    assert "Another" in (await asyncio.to_thread(product.command, "training", "show")).stdout
