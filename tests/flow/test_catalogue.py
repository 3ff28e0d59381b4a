"""The catalogue as administrators use it: by command and over HTTP, while the server runs and while it does not."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.product import Person, Product
from tests.scripted import Upstream, failure, words

KEY = "sk-canary-5b7d2f90"


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


async def command(product: Product, *words: str, stdin: str = "", status: int = 0) -> str:
    done = await asyncio.to_thread(lambda: product.command(*words, stdin=stdin))
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def endpoint(upstream: Upstream) -> str:
    return f"http://127.0.0.1:{upstream.port}/v1"


async def ask(product: Product, key: str, model: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=product.address, timeout=30) as client:
        body = {"model": model, "messages": [{"role": "user", "content": "hello"}]}
        return await client.post("/v1/chat/completions", json=body, headers={"authorization": f"Bearer {key}"})


async def test_a_model_that_was_added_by_command_answers_at_once_in_the_chat_and_at_the_door(
    product: Product, upstream: Upstream
) -> None:
    name = f"Scripted {uuid4().hex[:6]}"
    added = ["models", "add", name, "--endpoint", endpoint(upstream), "--upstream-model", "scripted", "--json"]
    model = json.loads(await command(product, *added, "--terms", "local", "--tools", "--context", "5000"))["id"]
    async with product.person() as ada:
        shown = {item["id"]: item for item in (await ada.get("/api/models")).json()["items"]}[model]
        assert (shown["context_tokens"], shown["tools"], shown["terms"]["declared_by"]) == (
            5000,
            True,
            "the command line",
        )
        run = await ada.say(await ada.new_chat(model=model), "hello")
        assert (await ada.answer(run["run_id"]))[0] == "ok"
        key = await asyncio.to_thread(product.make_key, ada.email)
        assert (await ask(product, key, model)).status_code == 200
    assert "ok" in await command(product, "models", "test", model)
    await command(product, "models", "edit", model, "--disable")
    assert (await ask(product, key, model)).status_code in {200, 404}
    await command(product, "models", "remove", model)
    assert model not in await command(product, "models", "list")
    assert f"port {upstream.port}:" not in await command(product, "accounts", "list")


async def test_a_key_is_sent_and_never_shown_again(product: Product, upstream: Upstream) -> None:
    added = ["models", "add", "Keyed", "--endpoint", endpoint(upstream), "--upstream-model", "scripted"]
    model = (await command(product, *added, "--terms", "local", "--api-key-stdin", stdin=f"{KEY}\n")).strip()
    await command(product, "models", "test", model)
    assert upstream.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    async with product.person(admin=True) as boss:
        told = [(await boss.get(f"/api/admin/{what}")).text for what in ("accounts", "models")]
        told += [(await boss.get("/api/models")).text]
        moved = await _account(boss, upstream)
        reply = await boss.send("PATCH", f"/api/admin/accounts/{moved['id']}", {"endpoint": "https://evil.example/v1"})
        assert (reply.status_code, "new host" in reply.text) == (400, True)
    told += [await command(product, "models", "list", "--json"), await command(product, "accounts", "list", "--json")]
    assert not any(KEY in text for text in told)
    assert KEY not in product.output
    await command(product, "models", "remove", model)


async def _account(boss: Person, upstream: Upstream) -> dict[str, Any]:
    items = (await boss.get("/api/admin/accounts")).json()["items"]
    return next(item for item in items if item["endpoint"] == endpoint(upstream))


async def test_an_administrator_adds_tests_and_opens_a_model_in_one_form(product: Product, upstream: Upstream) -> None:
    account = {
        "endpoint": endpoint(upstream),
        "destination_class": "local",
        "credential": {"kind": "vault", "secret": KEY},
        "terms": {"trained_on": False, "kept_days": 0, "contract": "none needed"},
    }
    body = {"name": "By form", "account": account, "upstream_model": "scripted", "enabled": False}
    async with product.person(admin=True) as boss:
        added = await boss.send("POST", "/api/admin/models", body)
        assert added.status_code == 201, added.text
        model = added.json()["id"]
        assert model not in {item["id"] for item in (await boss.get("/api/models")).json()["items"]}
        upstream.will(failure(401))
        report = (await boss.send("POST", f"/api/admin/models/{model}/test")).json()
        assert (report["ok"], report["places"][0]["code"]) == (False, "key_refused")
        assert (await boss.send("POST", f"/api/admin/models/{model}/test")).json()["ok"]
        opened = await boss.send("PATCH", f"/api/admin/models/{model}", {"enabled": True, "fallback": []})
        assert (opened.json()["tested"]["code"], opened.json()["terms"]["training"]) == (None, "no")
        shown = {item["id"]: item for item in (await boss.get("/api/models")).json()["items"]}[model]
        assert shown["terms"]["kept"] == "Nothing is kept."
        removed = await boss.send("DELETE", f"/api/admin/models/{model}")
        assert removed.status_code == 204


async def test_only_its_groups_see_a_model(product: Product, upstream: Upstream) -> None:
    group = f"Lawyers {uuid4().hex[:6]}"
    await command(product, "groups", "create", group)
    added = ["models", "add", "For lawyers", "--endpoint", endpoint(upstream), "--upstream-model", "scripted"]
    model = (await command(product, *added, "--group", group)).strip()
    async with product.person() as ada:
        assert model not in {item["id"] for item in (await ada.get("/api/models")).json()["items"]}
        await command(product, "groups", "add", group, "--user", ada.email)
        assert model in {item["id"] for item in (await ada.get("/api/models")).json()["items"]}
    await command(product, "models", "remove", model)


@pytest.mark.parametrize(
    "words",
    [
        ("--endpoint", "http://8.8.8.8/v1", "--terms", "local"),
        ("--endpoint", "https://api.openai.com/v1"),
        ("--endpoint", "http://api.openai.com/v1", "--terms", "external"),
        ("--endpoint", "nonsense", "--terms", "local"),
        ("--endpoint", "http://127.0.0.1:9/v1", "--group", "nobody of this name"),
        ("--endpoint", "http://127.0.0.1:9/v1", "--price", "cheap"),
    ],
)
async def test_what_cannot_be_is_refused_with_words(product: Product, words: tuple[str, ...]) -> None:
    told = await command(product, "models", "add", "Wrong", "--upstream-model", "x", *words, status=1)
    assert told.startswith("inhouse: ")
    assert "Wrong" not in await command(product, "models", "list")


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "brain_id": "y", "places": [{"account": str(uuid4()), "upstream_model": "m"}]},
        {"name": "x", "places": [{"account": str(uuid4()), "upstream_model": "m"}]},
        {
            "name": "x",
            "account": {"endpoint": "http://8.8.8.8/v1", "destination_class": "local"},
            "upstream_model": "m",
        },
        {"name": "x", "account": {"endpoint": "http://127.0.0.1:9", "destination_class": "local"}},
        {
            "name": "x",
            "account": {
                "endpoint": "x",
                "destination_class": "local",
                "credential": {"kind": "environment", "place": "HOME"},
            },
            "upstream_model": "m",
        },
        {
            "name": "x",
            "account": {
                "endpoint": "x",
                "destination_class": "local",
                "credential": {"kind": "file", "place": "/etc/passwd"},
            },
            "upstream_model": "m",
        },
    ],
)
async def test_bad_models_are_refused_over_http(product: Product, body: dict[str, Any]) -> None:
    async with product.person(admin=True) as boss:
        reply = await boss.send("POST", "/api/admin/models", body)
        assert 400 <= reply.status_code < 500, reply.text


async def test_models_of_the_file_and_their_keys_are_there_after_every_start(
    tmp_path: Path, upstream: Upstream
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    table = f"""
[[models]]
name = "From the file"
endpoint = "{endpoint(upstream)}"
upstream_model = "scripted"
terms = "local"
api_key_env = "SCRIPTED_KEY"
kept = "nothing"
trained_on = false
default = true

[[models]]
name = "Nonsense"
endpoint = "http://8.8.8.8/v1"
upstream_model = "x"
terms = "local"
"""
    (data / "inhouse.toml").write_text(table)
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off", "SCRIPTED_KEY": KEY})
    # While no server runs, commands work on the same database.
    email = await asyncio.to_thread(product.make_person)
    key = await asyncio.to_thread(product.make_key, email)
    for _ in range(2):
        await asyncio.to_thread(product.start)
        try:
            upstream.will(words("from the file"))
            answer = await ask(product, key, "from-the-file")
            assert answer.json()["choices"][0]["message"]["content"] == "from the file"
            assert upstream.requests[-1].headers["authorization"] == f"Bearer {KEY}"
            assert (await ask(product, key, "from-the-file-2")).status_code == 404
        finally:
            await asyncio.to_thread(product.stop)
    assert "The model number 2 of the configuration file is left out" in product.output
    assert "8.8.8.8" in product.output
