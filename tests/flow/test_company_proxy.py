"""The running product in a company's network: Azure through the company's proxy, which opens TLS, with Entra ID."""

import asyncio
import json
from pathlib import Path
from urllib.parse import parse_qs

import orjson

from tests.certificates import Authority
from tests.product import Product
from tests.proxies import Proxy
from tests.scripted import Answer, Seen, Upstream, document, words

TENANT = "11111111-2222-3333-4444-555555555555"
SIGN_IN, RESOURCE = "login.microsoftonline.com", "ours.openai.azure.com"
ADD = ["models", "add", "Azure", "--wire", "azure", "--endpoint", f"https://{RESOURCE}", "--upstream-model", "gpt"]
ADD += ["--terms", "external", "--entra", "client_secret", "--tenant", TENANT, "--client", "c", "--api-key-stdin"]


def world(seen: Seen) -> Answer:
    """Entra ID and Azure OpenAI in one."""
    if "oauth2" not in seen.path:
        return words("Hello", " there")
    assert parse_qs(seen.body.decode())["client_secret"] == ["s3cret"]
    token = {"access_token": "t-1", "expires_in": 3600, "token_type": "Bearer"}
    return document(orjson.dumps(token), "application/json")


async def command(product: Product, *arguments: str, stdin: str = "") -> str:
    done = await asyncio.to_thread(product.command, *arguments, stdin=stdin)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_an_external_model_is_reached_through_the_proxy_and_its_reader_is_named(tmp_path: Path) -> None:
    company = Authority(tmp_path / "company", "Company")
    login = tmp_path / "login"
    login.write_text("ada:s3same\n")
    async with (
        Upstream(rule=world, tls=company.server(SIGN_IN, RESOURCE)) as upstream,
        Proxy(upstream.port, login="ada:s3same") as proxy,
    ):
        settings = {
            "INHOUSE_ENGINE": "off",
            "INHOUSE_PROXY": f"http://127.0.0.1:{proxy.at}",
            "INHOUSE_PROXY_PASSWORD_FILE": str(login),
            "INHOUSE_CA_FILE": str(company.bundle),
        }
        product = await asyncio.to_thread(Product(tmp_path / "product", settings).start)
        try:
            model = (await command(product, *ADD, stdin="s3cret\n")).strip()
            assert "ok" in await command(product, "models", "test", model)
            async with product.person(admin=True) as person:
                chat = await person.new_chat(model=model)
                started = await person.say(chat, "Hello?")
                text, last = await person.answer(started["run_id"])
                status = (await person.get("/api/admin/status")).json()
        finally:
            await asyncio.to_thread(product.stop)
    assert (text, last["type"]) == ("Hello there", "finished")
    asked = [seen for seen in upstream.requests if "oauth2" not in seen.path]
    assert asked[0].path.startswith("/openai/deployments/gpt/chat/completions?api-version=")
    assert {seen.headers["authorization"] for seen in asked} == {"Bearer t-1"}
    assert all("api-key" not in seen.headers for seen in asked)
    assert set(proxy.asked) == {f"{SIGN_IN}:443", f"{RESOURCE}:443"}
    network = status["network"]
    assert (network["proxy"], network["company_authorities"]) == (f"127.0.0.1:{proxy.at}", True)
    assert any(RESOURCE in name for name in network["opened"])
    states = {promise["id"]: promise["state"] for promise in status["promises"]}
    assert states["no-readers"] == "off"
    assert "can read what goes to external models" in product.output
    kept = product.output + json.dumps(status)
    assert [secret for secret in ("s3cret", "s3same", 't-1"') if secret in kept] == []
