import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from inhouse.core import clock
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.models import records
from inhouse.models.account import CredentialKind
from inhouse.models.accounts import AccountChange, Accounts, NewAccount
from inhouse.models.catalogue import Catalogue
from inhouse.models.credentials import NewCredential
from inhouse.models.declared import Declared
from inhouse.models.errors import AccountInUse, AccountUnknown, FartherThanDeclared
from inhouse.models.model import Terms, WireName
from inhouse.models.records import Place
from inhouse.net import Destinations
from inhouse.net.errors import EndpointInvalid
from inhouse.store import Store
from tests.unit.models.test_credentials import Keys
from tests.unit.models.test_records import record

LOCAL, PRIVATE, EXTERNAL = DestinationClass.LOCAL, DestinationClass.PRIVATE, DestinationClass.EXTERNAL
FAR = NewAccount("https://api.openai.com/v1", WireName.OPENAI, EXTERNAL, Terms(trained_on=False, kept_days=30))
KEY = NewCredential(CredentialKind.VAULT, secret="sk-1")


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def accounts(database: Store, keys: Keys) -> Accounts:
    catalogue = Catalogue(database, Declared(Destinations(), keys.credentials), None)
    return Accounts(database, catalogue, keys.credentials)


async def test_an_account_says_who_declared_its_terms_and_when(accounts: Accounts) -> None:
    account = await accounts.add(FAR, "Ada")
    assert (account.terms.declared_by, account.terms.declared_on) == ("Ada", clock.now().date())
    assert (account.terms.kept_days, account.name) == (30, "api.openai.com")
    assert await accounts.every() == (account,)
    assert await accounts.find(account.id) == account


async def test_the_same_place_is_one_account_and_another_key_another(accounts: Accounts) -> None:
    first, again = await asyncio.gather(*[accounts.ensure(FAR, "Ada") for _ in range(2)])
    assert again == first
    kept = await accounts.ensure(replace(FAR, credential=KEY), "Ada")
    assert await accounts.ensure(replace(FAR, credential=KEY), "Bob") == kept
    assert kept.name == "api.openai.com (2)"
    farther = await accounts.ensure(replace(FAR, terms=Terms(trained_on=True)), "Ada")
    assert len({first.id, kept.id, farther.id}) == 3


@pytest.mark.parametrize(
    ("endpoint", "declared", "error"),
    [
        ("http://8.8.8.8/v1", LOCAL, FartherThanDeclared),
        ("https://8.8.8.8/v1", PRIVATE, FartherThanDeclared),
        ("http://10.0.0.1/v1", LOCAL, FartherThanDeclared),
        ("http://169.254.169.254/v1", LOCAL, FartherThanDeclared),
        ("http://api.openai.com/v1", EXTERNAL, EndpointInvalid),
        ("https://0x7f.1/v1", LOCAL, EndpointInvalid),
        ("nonsense", LOCAL, InvalidRequest),
    ],
)
async def test_no_class_is_talked_up_and_no_address_is_spelled_oddly(
    accounts: Accounts, endpoint: str, declared: DestinationClass, error: type[InhouseError]
) -> None:
    with pytest.raises(error):
        await accounts.add(NewAccount(endpoint, WireName.OPENAI, declared), "Ada")
    near = await accounts.add(NewAccount("http://127.0.0.1:9/v1", WireName.OPENAI, LOCAL), "Ada")
    with pytest.raises(InhouseError):
        await accounts.change(near.id, AccountChange(endpoint=endpoint, destination_class=declared), "Ada")
    assert await accounts.every() == (near,)


async def test_a_change_leaves_what_it_does_not_name(accounts: Accounts, keys: Keys) -> None:
    before = await accounts.add(replace(FAR, credential=KEY), "Ada")
    after = await accounts.change(before.id, AccountChange(at_once=3, name="Work"), "Bob")
    assert after == replace(before, at_once=3, name="Work")
    declared = await accounts.change(before.id, AccountChange(terms=Terms(trained_on=True)), "Bob")
    assert (declared.terms.trained_on, declared.terms.kept_days, declared.terms.declared_by) == (True, None, "Bob")
    assert keys.credentials.find(declared) == "sk-1"


async def test_a_key_is_not_shown_to_another_host(accounts: Accounts, keys: Keys) -> None:
    before = await accounts.add(replace(FAR, credential=KEY), "Ada")
    moved = AccountChange(endpoint="https://evil.example/v1")
    with pytest.raises(InvalidRequest, match="only to the host"):
        await accounts.change(before.id, moved, "Ada")
    after = await accounts.change(before.id, replace(moved, credential=replace(KEY, secret="sk-2")), "Ada")
    assert keys.credentials.find(after) == "sk-2"


async def test_names_are_taken_once(accounts: Accounts) -> None:
    await accounts.add(replace(FAR, name="Work"), "Ada")
    with pytest.raises(AccountInUse):
        await accounts.add(replace(FAR, name="Work"), "Ada")
    # Another way to write the name of the first one's destination.
    with pytest.raises(AccountInUse):
        await accounts.add(replace(FAR, name="Work (api.openai.com)"), "Ada")
    for ours in ("Built-in engine: qwen.example", "built-in  Engine", "entra:login.microsoftonline.com"):
        with pytest.raises(AccountInUse):
            await accounts.add(replace(FAR, name=ours), "Ada")


async def test_an_account_in_use_stays(accounts: Accounts, database: Store) -> None:
    account = await accounts.add(FAR, "Ada")
    async with database.work(None) as work:
        await records.save(work, record("gpt", places=(Place(account.id, "gpt"),)))
    accounts._catalogue.forget()
    with pytest.raises(AccountInUse):
        await accounts.remove(account.id)
    async with database.work(None) as work:
        await records.remove(work, "gpt")
    await accounts.remove(account.id)
    with pytest.raises(AccountUnknown):
        await accounts.remove(account.id)


@pytest.mark.parametrize(
    "new",
    [
        replace(FAR, terms=Terms(kept_days=-1)),
        replace(FAR, terms=Terms(region="")),
        replace(FAR, terms=Terms(contract="a\u202eb")),
        replace(FAR, at_once=0),
        replace(FAR, name=" "),
        replace(FAR, api_version="../x"),
    ],
)
async def test_what_makes_no_sense_is_refused(accounts: Accounts, new: NewAccount) -> None:
    with pytest.raises(InvalidRequest):
        await accounts.add(new, "Ada")


async def test_what_is_not_there_is_not_changed(accounts: Accounts) -> None:
    with pytest.raises(AccountUnknown):
        await accounts.change(uuid4(), AccountChange(enabled=False), "Ada")
