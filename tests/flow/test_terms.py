"""The company's terms through the running server and by its commands."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.product import Person, Product

PATH = "/api/admin/guard/terms"


@pytest.fixture
async def boss(product: Product) -> AsyncIterator[Person]:
    async with product.person(admin=True) as boss:
        yield boss
        done = await asyncio.to_thread(product.command, "guard", "terms", "remove", "--all")
        assert done.returncode == 0, done.stdout + done.stderr


async def test_a_list_is_understood_kept_searched_and_removed(boss: Person) -> None:
    body = {"text": "Nordwind Logistik GmbH,customer\nProjekt Falke,project\nthe,other\n", "category": "other"}
    seen = await boss.send("POST", f"{PATH}/preview", body)
    assert seen.status_code == 200, seen.text
    assert (seen.json()["fresh"], seen.json()["known"], seen.json()["problem_count"]) == (2, 0, 1)
    assert seen.json()["problems"][0]["line"] == 3
    assert (await boss.get(PATH)).json()["total"] == 0

    kept = await boss.send("POST", PATH, body)
    assert kept.status_code == 200, kept.text
    page = (await boss.get(PATH, q="FALKE")).json()
    assert [(one["term"], one["category"]) for one in page["items"]] == [("Projekt Falke", "project")]
    assert (page["total"], page["next"]) == (2, None)
    assert page["categories"] == [{"category": "customer", "count": 1}, {"category": "project", "count": 1}]

    gone = await boss.send("DELETE", f"{PATH}/{page['items'][0]['id']}")
    assert gone.status_code == 204, gone.text
    gone = await boss.send("DELETE", f"{PATH}?category=customer")
    assert gone.status_code == 204, gone.text
    assert (await boss.get(PATH)).json()["total"] == 0


async def test_a_file_in_any_encoding_is_taken(boss: Person) -> None:
    content = base64.b64encode("Begriff;Kategorie\nMüller Söhne;Kunde\n".encode("utf-16")).decode()
    kept = await boss.send("POST", PATH, {"content": content, "category": "other", "replace": True})
    assert kept.status_code == 200, kept.text
    assert kept.json()["sample"] == [{"term": "Müller Söhne", "category": "customer"}]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "the"}, "nothing_understood"),
        ({"text": ""}, "nothing_understood"),
        ({"content": "not base64"}, "invalid_request"),
        ({"text": "Nordwind", "more": 1}, "invalid_request"),
    ],
)
async def test_what_is_no_list_is_refused(boss: Person, body: dict[str, object], code: str) -> None:
    reply = await boss.send("POST", PATH, body)
    assert reply.status_code in {400, 422}
    assert reply.json()["code"] == code


async def test_a_term_that_is_not_there_is_not_found(boss: Person) -> None:
    reply = await boss.send("DELETE", f"{PATH}/{uuid4()}")
    assert (reply.status_code, reply.json()["code"]) == (404, "term_unknown")


async def test_terms_of_a_command_hold_in_the_server_that_runs(product: Product, boss: Person, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes(
        "term;category;note\nZephyrwerke AG;Kunde;\nProjekt Kolibri;Projekt;geheim\nund;x;\n".encode("cp1252")
    )
    dry = await asyncio.to_thread(product.command, "guard", "terms", "import", "--dry-run", str(file))
    assert "2 would be added" in dry.stdout
    done = await asyncio.to_thread(product.command, "guard", "terms", "import", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 added, 0 were there, 1 are no terms" in done.stdout
    assert "line 4: und;x;" in done.stderr

    listed = await asyncio.to_thread(product.command, "guard", "terms", "list", "--json", "--search", "kolibri")
    assert [json.loads(line)["term"] for line in listed.stdout.splitlines()] == ["Projekt Kolibri"]

    async def kinds() -> list[str]:
        body = {"text": "Was sagt Zephyrwerke zum projekt-kolibri?", "destination_class": "external", "group_ids": []}
        reply = await boss.send("POST", "/api/admin/guard/simulate", body)
        assert reply.status_code == 200, reply.text
        return [found["kind"] for found in reply.json()["findings"]]

    async with asyncio.timeout(15):
        while await kinds() != ["term.customer", "term.project"]:
            await asyncio.sleep(0.1)

    gone = await asyncio.to_thread(product.command, "guard", "terms", "remove", "Projekt Kolibri")
    assert gone.stdout.strip().endswith("1 term removed")
    again = await asyncio.to_thread(product.command, "guard", "terms", "remove", "Projekt Kolibri")
    assert again.returncode == 1
    assert "There is no such term." in again.stderr
    wrong = await asyncio.to_thread(product.command, "guard", "terms", "remove")
    assert wrong.returncode == 2
