"""The test of a model against a scripted server, on a real road."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.gateway.road import Road
from inhouse.ledger import Ledger, Origin
from inhouse.models import records
from inhouse.models.account import CredentialKind
from inhouse.models.accounts import AccountChange, Accounts, NewAccount
from inhouse.models.call import Models
from inhouse.models.catalogue import Catalogue
from inhouse.models.changes import Changes, Offer
from inhouse.models.check import ModelCheck, check_testable_here, nobody
from inhouse.models.credentials import NewCredential
from inhouse.models.declared import Declared
from inhouse.models.discover import Discovery
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import WireName
from inhouse.models.records import ModelRecord, Place
from inhouse.net import Client, Destinations
from inhouse.store import Store
from tests.guards import guard_of
from tests.ledgers import MemoryLog, name_of
from tests.prompts import ANNA, KEY
from tests.scripted import Answer, Cut, Upstream, document, failure, words
from tests.unit.models.test_credentials import Keys


@dataclass
class Desk:
    """All that a test of a model needs, with a scripted server that is a model called `m`."""

    upstream: Upstream
    catalogue: Catalogue
    accounts: Accounts
    changes: Changes
    check: ModelCheck
    log: MemoryLog
    record: ModelRecord

    async def code(self) -> str:
        (place,) = (await self.check.run(self.record.id, nobody())).places
        assert place.message
        assert place.hint or place.ok
        return place.code


@pytest.fixture
async def desk(database: Store, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    keys, table = Keys(), Destinations()
    catalogue = Catalogue(database, Declared(table, keys.credentials), None)
    accounts = Accounts(database, catalogue, keys.credentials)
    async with Client(table) as client, Upstream() as upstream:
        discovery = Discovery(client, table, tmp_path_factory.mktemp("models"), 8800, ())
        changes = Changes(database, catalogue, accounts, discovery, None)
        log = MemoryLog()
        ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), name_of)
        await ledger.start()
        road = Road(catalogue, guard_of(), ledger, Models(client, catalogue.known))
        address = f"http://127.0.0.1:{upstream.port}/v1"
        new = NewAccount(
            address,
            WireName.OPENAI,
            DestinationClass.LOCAL,
            credential=NewCredential(CredentialKind.VAULT, secret="sk-1"),
        )
        account = await accounts.add(new, "Ada")
        record = await changes.offer(Offer("m", (Place(account.id, "scripted"),), enabled=False))
        check = ModelCheck(database, catalogue, KEY, road.run)
        yield Desk(upstream, catalogue, accounts, changes, check, log, record)
        await ledger.stop()


async def test_a_disabled_model_is_asked_with_its_key_and_has_its_line(desk: Desk) -> None:
    report = await desk.check.run("m", nobody())
    (place,) = report.places
    assert (report.ok, place.code, place.line is not None) == (True, "ok", True)
    (seen,) = desk.upstream.requests
    assert seen.headers["authorization"] == "Bearer sk-1"
    assert seen.json["messages"] == [{"role": "user", "content": "Say OK."}]
    tested = (await desk.catalogue.every())[-1].tested
    assert tested is not None
    assert tested.code is None
    with pytest.raises(ModelUnknown):
        await desk.catalogue.find("m", ANNA)
    with pytest.raises(ModelUnknown):
        await desk.catalogue.find("m#0", ANNA)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (failure(401), "key_refused"),
        (failure(403), "not_allowed"),
        (failure(404, "no", "x", code="model_not_found"), "model_missing"),
        (document(b"<html>Not found</html>", status=404), "path_missing"),
        (document(b'{"detail":"Not Found"}', "application/json", 404), "path_missing"),
        (document(b"<html>Sign in</html>"), "not_a_model_server"),
        (failure(422, "no"), "request_refused"),
        (document(b"", status=302), "redirected"),
        (words("ok", Cut()), "bad_answer"),
    ],
)
async def test_what_the_server_answers_is_told(desk: Desk, answer: Answer, code: str) -> None:
    desk.upstream.rule = lambda _seen: answer
    found = await desk.code()
    assert found == code or (code == "bad_answer" and found == "answer_broken")
    tested = (await desk.catalogue.every())[-1].tested
    assert tested is not None
    assert tested.code == found


async def test_a_server_that_is_away_is_told(desk: Desk) -> None:
    await desk.upstream.__aexit__()
    assert await desk.code() == "connection_refused"


async def test_a_place_that_cannot_be_used_is_not_asked(desk: Desk) -> None:
    (account,) = await desk.accounts.every()
    await desk.accounts.change(account.id, AccountChange(enabled=False), "Ada")
    assert await desk.code() == "account_disabled"
    gone = NewCredential(CredentialKind.ENVIRONMENT, "GONE")
    await desk.accounts.change(account.id, AccountChange(enabled=True, credential=gone), "Ada")
    assert await desk.code() == "account_unusable"
    assert desk.upstream.requests == []


async def test_each_place_is_asked_by_itself(desk: Desk) -> None:
    (account,) = await desk.accounts.every()
    places = (Place(account.id, "scripted"), Place(account.id, "other"))
    offer = Offer("two", places, fallback=("m",))
    record = await desk.changes.offer(offer)
    desk.upstream.rule = lambda seen: failure(404, "no", "x") if seen.json["model"] == "other" else words("ok")
    report = await desk.check.run(record.id, nobody())
    assert [(place.upstream_model, place.ok) for place in report.places] == [("scripted", True), ("other", False)]
    assert not report.ok


async def test_an_engine_of_the_server_is_not_asked_from_elsewhere(desk: Desk) -> None:
    (demo, _) = await desk.catalogue.every()
    with pytest.raises(InvalidRequest):
        check_testable_here(demo)
    check_testable_here(desk.record)
    assert (await desk.check.run("demo", nobody())).places[0].code == "engine_off"
    with pytest.raises(ModelUnknown):
        await desk.check.run("nonsense", nobody())


async def test_what_was_removed_meanwhile_leaves_no_trace(desk: Desk, database: Store) -> None:
    async with database.work(None) as work:
        await records.note_test(work, "gone", records.LastTest(replace(desk.record).created_at, None, 0.1))
    assert len(await desk.catalogue.every()) == 2


@pytest.mark.parametrize(
    ("path", "wire", "asked", "named"),
    [
        ("", WireName.AZURE, "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", None),
        ("/openai/v1", WireName.AZURE, "/openai/v1/chat/completions", "gpt-4o"),
    ],
)
async def test_azure_is_asked_in_both_of_its_shapes(
    desk: Desk, path: str, wire: WireName, asked: str, named: str | None
) -> None:
    address = f"http://127.0.0.1:{desk.upstream.port}{path}"
    key = NewCredential(CredentialKind.VAULT, secret="azure-key")
    new = NewAccount(address, wire, DestinationClass.LOCAL, name="Azure", credential=key, header="api-key")
    account = await desk.accounts.add(new, "Ada")
    record = await desk.changes.offer(Offer("gpt", (Place(account.id, "gpt-4o"),)))
    assert (await desk.check.run(record.id, nobody())).ok
    seen = desk.upstream.requests[-1]
    assert (seen.path, seen.json.get("model"), seen.json["store"]) == (asked, named, False)
    assert seen.headers["api-key"] == "azure-key"
    assert "authorization" not in seen.headers
