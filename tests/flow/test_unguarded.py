"""Places that are reached without a guard: only where a setting says so, and then everybody is told."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from inhouse.store.embedded import EmbeddedPostgres, Role
from tests.certificates import Authority
from tests.ledgers import all_closed
from tests.product import Product, free_port
from tests.scripted import Upstream, words

AUTHORITIES: dict[Path, Authority] = {}
"""The authority that an installation believes, by its folder."""


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An installation that may ask models in the company's network without a guard."""
    folder = tmp_path_factory.mktemp("unguarded")
    AUTHORITIES[folder] = Authority(folder / "authority")
    settings = {"INHOUSE_ENGINE": "off", "INHOUSE_UNGUARDED": "private"}
    settings["INHOUSE_CA_FILE"] = str(AUTHORITIES[folder].bundle)
    product = Product(folder, settings).start()
    yield product
    product.stop()


async def add(product: Product, port: int, terms: str, *more: str, tls: bool = False) -> str:
    """Add a model that somebody declares to be so far away."""
    endpoint = f"{'https' if tls else 'http'}://127.0.0.1:{port}/v1"
    command = ["models", "add", f"At {port}", "--endpoint", endpoint, "--terms", terms]
    command += ["--account", f"{terms} {port}", "--upstream-model", "scripted", *more]
    done = await asyncio.to_thread(product.command, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


async def last_lines(product: Product, count: int) -> list[dict[str, Any]]:
    """The newest lines of the ledger's table, as its owner sees it."""
    running = EmbeddedPostgres.running(product.folder / "data")
    assert running is not None
    at = running(Role.OWNER)
    connection = await asyncpg.connect(
        host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
    )
    try:
        async with asyncio.timeout(5):
            while True:
                rows = await connection.fetch("SELECT entry FROM ledger.entries ORDER BY number")
                lines = [json.loads(row["entry"]) for row in rows]
                if all_closed(lines):
                    return lines[-count:]
    finally:
        await connection.close()


async def ask(product: Product, model: str, key: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=product.address, timeout=30) as client:
        body = {"model": model, "messages": [{"role": "user", "content": "hi"}]}
        return await client.post("/v1/chat/completions", json=body, headers={"authorization": f"Bearer {key}"})


async def test_without_the_setting_the_refusal_names_the_line_to_add(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await add(product, upstream.port, "private")
        reply = await ask(product, model, product.make_key(ada.email))
        assert reply.status_code == 403
        assert reply.json()["error"]["code"] == "destination_refused"
        assert "INHOUSE_UNGUARDED=private" in reply.json()["error"]["message"]
        assert upstream.requests == []
        listed = {each["id"]: each for each in (await ada.get("/api/models")).json()["items"]}
        assert (listed[model]["unguarded"], listed[model]["refused"]) == (False, True)
        (line,) = await last_lines(product, 1)
        assert (line["kind"], line["error"], line["guard"]) == ("refused", "destination_refused", "2")


async def test_with_the_setting_the_call_goes_and_everybody_is_told(open_house: Product) -> None:
    assert "UNGUARDED" in open_house.output
    async with Upstream() as upstream, open_house.person(admin=True) as ada:
        model = await add(open_house, upstream.port, "private")
        near = await add(open_house, upstream.port, "local")
        key = open_house.make_key(ada.email)
        assert (await ask(open_house, model, key)).status_code == 200
        opened, closed = await last_lines(open_house, 2)
        assert (opened["guard"], opened["destination_class"], closed["outcome"]) == ("none", "private", "ok")
        assert (await ask(open_house, near, key)).status_code == 200
        opened, _ = await last_lines(open_house, 2)
        assert (opened["guard"], opened["destination_class"]) == ("2", "local")
        listed = {each["id"]: each for each in (await ada.get("/api/models")).json()["items"]}
        assert [listed[each]["unguarded"] for each in (model, near)] == [True, False]
        status = (await ada.get("/api/admin/status")).json()
        assert status["guard"]["unguarded"] == ["private"]
        assert status["guard"]["policy"] == "unguarded-private"
        promise = next(each for each in status["promises"] if each["id"] == "this-machine-only")
        assert promise["state"] == "off"


async def test_a_fallback_answers_for_a_model_that_is_away_and_never_from_farther_away(open_house: Product) -> None:
    async with Upstream() as upstream, open_house.person() as ada:
        gone = free_port()
        near = await add(open_house, upstream.port, "local", "--description", "a fallback")
        far = await add(open_house, upstream.port, "private", "--description", "would be farther away")
        from_far = await add(open_house, gone, "private", "--fallback", near)
        from_near = await add(open_house, gone, "local", "--fallback", far)
        key = open_house.make_key(ada.email)
        upstream.will(words("In its place."))

        reply = await ask(open_house, from_far, key)
        assert reply.json()["choices"][0]["message"]["content"] == "In its place."
        assert reply.headers["x-inhouse-destination"].endswith("local")
        *_, failed, opened, closed = await last_lines(open_house, 4)
        assert (failed["outcome"], failed["error"]) == ("failed", "destination_unreachable")
        assert (opened["model"], closed["outcome"]) == (near, "ok")

        asked = len(upstream.requests)
        assert (await ask(open_house, from_near, key)).status_code == 503
        assert len(upstream.requests) == asked


@pytest.mark.parametrize("wrong", ["by an authority we do not know", "for another name", "expired"])
async def test_a_server_with_a_wrong_certificate_gets_nothing(open_house: Product, tmp_path: Path, wrong: str) -> None:
    known, stranger = AUTHORITIES[open_house.folder], Authority(tmp_path, name="Stranger")
    shown = {
        "by an authority we do not know": stranger.server("127.0.0.1"),
        "for another name": known.server("models.example.com"),
        "expired": known.server("127.0.0.1", days=(-9, -1)),
    }[wrong]
    async with Upstream(tls=shown) as upstream, open_house.person() as ada:
        model = await add(open_house, upstream.port, "private", tls=True)
        reply = await ask(open_house, model, open_house.make_key(ada.email))
        assert (reply.status_code, reply.json()["error"]["code"]) == (503, "model_unavailable")
        assert "administrator" in reply.json()["error"]["message"]
        assert upstream.requests == []
        opened, closed = await last_lines(open_house, 2)
        assert (closed["closes"], closed["error"]) == (opened["seq"], "destination_certificate_refused")
