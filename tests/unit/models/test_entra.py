"""Tokens of Entra ID against a scripted sign-in host: fetched, renewed, and every trouble said with its next step."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs
from uuid import uuid4

import orjson
import pytest

from inhouse.models import entra
from inhouse.models.account import AZURE_SCOPE, CredentialKind, Endpoint, EntraIdentity
from inhouse.models.credentials import Credentials, NewCredential
from inhouse.models.entra import EntraTokens
from inhouse.net import Client, Destinations, Trust, loopback
from inhouse.net.errors import NoCredential
from inhouse.vault import Sealer
from tests.certificates import Authority
from tests.proxies import Proxy
from tests.scripted import Answer, Seen, Upstream, document, failure

TENANT = "11111111-2222-3333-4444-555555555555"
SECRET = EntraIdentity("client_secret", TENANT, "client-1")
MANAGED = EntraIdentity("managed_identity", None, "client-1")
WORKLOAD = EntraIdentity("workload_identity")


def token(text: str, **more: object) -> Answer:
    return document(orjson.dumps({"access_token": text, "expires_in": 3600, "token_type": "Bearer"} | more), JSON)


JSON = "application/json; charset=utf-8"


@dataclass
class Pauses:
    """Stands for sleeping: tells how long each pause should last, and ends it when the test says so."""

    asked: asyncio.Queue[float] = field(default_factory=asyncio.Queue[float])
    go: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def __call__(self, seconds: float) -> None:
        self.asked.put_nowait(seconds)
        await self.go.acquire()


@dataclass
class World:
    """A sign-in host behind a proxy, and tokens kept in net's table."""

    upstream: Upstream
    client: Client
    table: Destinations
    tokens: EntraTokens
    pauses: Pauses
    variables: dict[str, str]

    def kept(self) -> str:
        found = self.table.credential(loopback("x", 1, "account"))
        assert found is not None
        return found.decode()

    def forms(self) -> list[dict[str, list[str]]]:
        return [parse_qs(seen.body.decode()) for seen in self.upstream.requests]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    authority = Authority(tmp_path)
    names = ("login.microsoftonline.com", "login.microsoftonline.us")
    async with Upstream(tls=authority.server(*names)) as upstream, Proxy(upstream.port) as proxy:
        table, pauses, variables = Destinations(), Pauses(), dict[str, str]()
        async with Client(table, trust=Trust(system=authority.bundle), proxy=proxy.settings()) as client:
            tokens = EntraTokens(
                client, table, variables.get, metadata=loopback("metadata", upstream.port), pause=pauses
            )
            yield World(upstream, client, table, tokens, pauses, variables)
            tokens.close()


async def test_a_client_secret_becomes_a_token_at_the_sign_in_host(world: World) -> None:
    world.upstream.will(token("t-1"))
    world.tokens.keep("account", SECRET, "s3cret")
    assert await world.pauses.asked.get() == pytest.approx(3300, abs=5)
    assert world.kept() == "t-1"
    assert world.tokens.problem("account") is None
    (seen,) = world.upstream.requests
    assert seen.path == f"/{TENANT}/oauth2/v2.0/token"
    assert seen.headers["host"] == "login.microsoftonline.com:443"
    assert "authorization" not in seen.headers
    form = world.forms()[0]
    assert (form["client_id"], form["client_secret"], form["scope"]) == (["client-1"], ["s3cret"], [AZURE_SCOPE])
    assert "s3cret" not in repr(world.tokens)


async def test_a_token_is_renewed_before_it_ends_and_the_old_one_serves_until_then(world: World) -> None:
    world.upstream.will(token("t-1", refresh_in=0), token("t-2"))
    world.tokens.keep("account", SECRET, "s3cret")
    assert await world.pauses.asked.get() == 10.0
    assert world.kept() == "t-1"
    world.pauses.go.release()
    await world.pauses.asked.get()
    assert world.kept() == "t-2"


async def test_who_waits_for_a_token_hears_when_it_is_there_or_never_comes(world: World) -> None:
    world.upstream.will(token("t-1"))
    await world.tokens.arrived("nobody keeps this")
    world.tokens.keep("account", SECRET, "s3cret")
    waiting = asyncio.ensure_future(world.tokens.arrived("account"))
    await waiting
    assert world.kept() == "t-1"
    world.tokens.keep("account", MANAGED, None)
    waiting = asyncio.ensure_future(world.tokens.arrived("account"))
    await asyncio.sleep(0)
    world.tokens.forget("account")
    await waiting


async def test_keeping_the_same_again_asks_for_nothing_and_another_secret_asks_anew(world: World) -> None:
    world.upstream.will(token("t-1"), token("t-2"))
    for _ in range(3):
        world.tokens.keep("account", SECRET, "s3cret")
    await world.pauses.asked.get()
    world.tokens.keep("account", SECRET, "another")
    await world.pauses.asked.get()
    assert world.kept() == "t-2"
    assert [form["client_secret"] for form in world.forms()] == [["s3cret"], ["another"]]


async def test_what_is_not_kept_any_more_is_forgotten(world: World) -> None:
    world.upstream.will(token("t-1"))
    world.tokens.keep("account", SECRET, "s3cret")
    await world.pauses.asked.get()
    world.tokens.forget("account")
    with pytest.raises(NoCredential):
        world.kept()
    assert world.tokens.problem("account") is None


async def test_a_refusal_is_said_in_the_words_of_entra_and_tried_again(world: World) -> None:
    refusal = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret.\r\nTrace ID: x"}
    world.upstream.will(document(orjson.dumps(refusal), JSON, 401), token("t-1"))
    world.tokens.keep("account", SECRET, "s3cret")
    assert await world.pauses.asked.get() == 30.0
    problem = world.tokens.problem("account") or ""
    assert "AADSTS7000215: Invalid client secret." in problem
    assert "Trace ID" not in problem
    assert "s3cret" not in problem
    world.pauses.go.release()
    await world.pauses.asked.get()
    assert (world.kept(), world.tokens.problem("account")) == ("t-1", None)


@pytest.mark.parametrize(
    "answer",
    [
        document(b"<html>hello", "text/html"),
        document(b"{", JSON),
        document(b"{}", JSON),
        failure(404),
        Answer((b"moved",), status=302, headers=(("location", "https://evil.example/"),)),
    ],
)
async def test_what_is_no_token_is_a_problem_and_nothing_else(world: World, answer: Answer) -> None:
    world.upstream.will(answer)
    world.tokens.keep("account", SECRET, "s3cret")
    assert await world.pauses.asked.get() == 30.0
    assert "gives no token" in (world.tokens.problem("account") or "")
    assert len(world.upstream.requests) == 1


async def test_a_sign_in_host_that_is_away_is_named(world: World) -> None:
    await world.upstream.__aexit__()
    world.tokens.keep("account", SECRET, "s3cret")
    await world.pauses.asked.get()
    assert "login.microsoftonline.com" in (world.tokens.problem("account") or "")


async def test_the_sign_in_host_is_the_one_of_the_scopes_cloud(world: World) -> None:
    world.upstream.will(token("t-1"))
    scope = "https://cognitiveservices.azure.us/.default"
    world.tokens.keep("account", EntraIdentity("client_secret", TENANT, "client-1", scope), "s3cret")
    await world.pauses.asked.get()
    assert world.upstream.requests[0].headers["host"] == "login.microsoftonline.us:443"


@pytest.mark.parametrize(
    ("host", "scope"),
    [
        ("ours.openai.azure.com", AZURE_SCOPE),
        ("ours.openai.azure.us", "https://cognitiveservices.azure.us/.default"),
        ("ours.openai.azure.cn", "https://cognitiveservices.azure.cn/.default"),
    ],
)
def test_a_token_is_for_the_cloud_that_the_account_is_in(host: str, scope: str) -> None:
    credentials = Credentials(cast("Sealer", None), {}.get)
    endpoint = Endpoint("https", host, 443, "/openai")
    kept = credentials.seal(NewCredential(CredentialKind.ENTRA, entra=MANAGED), uuid4(), endpoint)
    assert kept.entra is not None
    assert kept.entra.scope == scope


async def test_a_workload_proves_itself_by_the_token_that_its_cluster_gave_it(world: World, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("cluster-token")
    world.variables |= {
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": "client-2",
        "AZURE_FEDERATED_TOKEN_FILE": str(path),
    }
    world.upstream.will(token("t-1"))
    world.tokens.keep("account", WORKLOAD, None)
    await world.pauses.asked.get()
    assert world.kept() == "t-1"
    form = world.forms()[0]
    assert (form["client_id"], form["client_assertion"]) == (["client-2"], ["cluster-token"])


async def test_a_workload_without_its_token_is_a_problem_and_tried_again(world: World, tmp_path: Path) -> None:
    world.variables |= {
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": "client-2",
        "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "gone"),
    }
    world.tokens.keep("account", WORKLOAD, None)
    await world.tokens.arrived("account")
    assert "No such file" in (world.tokens.problem("account") or "")
    assert await world.pauses.asked.get() == 30.0


async def test_a_fault_of_ours_keeps_nobody_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entra, "open_source", lambda *_: None)
    world.tokens.keep("account", SECRET, "s3cret")
    await world.tokens.arrived("account")
    assert "no longer fetched" in (world.tokens.problem("account") or "")


async def test_a_workload_without_ids_is_told_what_is_missing(world: World) -> None:
    world.tokens.keep("account", WORKLOAD, None)
    await world.tokens.arrived("account")
    assert "tenant_id" in (world.tokens.problem("account") or "")


async def test_a_machine_asks_its_cloud_who_it_is_at_the_one_address(tmp_path: Path) -> None:
    def told(seen: Seen) -> Answer:
        raise AssertionError(seen)

    body = {"access_token": "t-1", "expires_in": "3600", "resource": "https://cognitiveservices.azure.com"}
    path = "/metadata/identity/oauth2/token"
    table, pauses = Destinations(), Pauses()
    async with Upstream(rule=told) as upstream, Client(table) as client:
        query = "?api-version=2018-02-01&resource=https://cognitiveservices.azure.com&client_id=client-1"
        upstream.on(f"{path}{query}", document(orjson.dumps(body), JSON))
        metadata = loopback("metadata", upstream.port)
        tokens = EntraTokens(client, table, {}.get, metadata=metadata, pause=pauses)
        tokens.keep("account", MANAGED, None)
        await pauses.asked.get()
        assert tokens.problem("account") is None
        assert table.credential(loopback("x", 1, "account")) == b"t-1"
        tokens.close()


async def test_an_identity_that_would_ask_elsewhere_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://169.254.129.2:8081/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "x")
    world.tokens.keep("account", MANAGED, None)
    await world.pauses.asked.get()
    assert "does not ask there" in (world.tokens.problem("account") or "")


async def test_without_the_extra_the_command_that_installs_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "inhouse.models.entra_source", raising=False)
    monkeypatch.setitem(sys.modules, "azure.identity.aio", None)
    world.tokens.keep("account", SECRET, "s3cret")
    await world.tokens.arrived("account")
    assert "pip install 'inhouse[azure]'" in (world.tokens.problem("account") or "")
