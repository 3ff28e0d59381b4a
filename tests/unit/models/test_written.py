from decimal import Decimal

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.models.abilities import AbilitiesChange, QuirksChange
from inhouse.models.account import CredentialKind, EntraIdentity
from inhouse.models.credentials import NewCredential
from inhouse.models.model import Terms, WireName
from inhouse.models.profile import Prices
from inhouse.models.written import Written, abilities, account_change, check_written, kept, new_account

LOCAL: dict[str, object] = {"name": "Llama", "endpoint": "http://127.0.0.1:11434/v1", "upstream_model": "llama3.2"}
AZURE = {
    "name": "GPT",
    "endpoint": "https://a.openai.azure.com",
    "upstream_model": "gpt-4o",
    "wire": "azure",
    "terms": "external",
    "kept": "30 days",
    "trained_on": False,
    "monitored": True,
    "region": "Sweden",
    "api_key_env": "AZURE_KEY",
    "at_once": 4,
}


def test_a_server_on_this_machine_needs_no_more_than_its_address() -> None:
    check_written(LOCAL)
    account = new_account(LOCAL)
    assert (account.destination_class, account.wire, account.terms) == (
        DestinationClass.LOCAL,
        WireName.OPENAI,
        Terms(),
    )
    assert account.credential.kind is CredentialKind.NONE


def test_a_whole_account_is_understood() -> None:
    check_written(AZURE)
    account = new_account(AZURE)
    assert account.terms == Terms(trained_on=False, kept_days=30, monitored=True, region="Sweden")
    assert account.credential == NewCredential(CredentialKind.ENVIRONMENT, "AZURE_KEY")
    assert (account.wire, account.destination_class, account.at_once) == (
        WireName.AZURE,
        DestinationClass.EXTERNAL,
        4,
    )


def test_an_identity_may_have_a_secret_and_a_key_stands_alone() -> None:
    entra = {"entra": "client_secret", "tenant": "t", "client": "c", "secret": "s"}
    wanted = NewCredential(CredentialKind.ENTRA, secret="s", entra=EntraIdentity("client_secret", "t", "c"))
    assert new_account(LOCAL | entra).credential == wanted
    assert new_account(LOCAL | {"api_key_file": "/k"}).credential == NewCredential(CredentialKind.FILE, "/k")
    assert new_account(LOCAL | {"secret": "s"}).credential == NewCredential(CredentialKind.VAULT, secret="s")


@pytest.mark.parametrize(
    "more",
    [
        {"wire": "telepathy"},
        {"terms": "here"},
        {"endpoint": "https://a.com/v1"},
        {"key_header": "cookie"},
        {"api_key_env": "A", "api_key_file": "/b"},
        {"api_key_env": "A", "secret": "s"},
        {"entra": "magic"},
        {"kept": " "},
    ],
)
def test_what_cannot_be_meant_is_refused_with_words(more: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        new_account(LOCAL | more)


@pytest.mark.parametrize(
    "table",
    [
        {},
        LOCAL | {"endpoint": ""},
        LOCAL | {"colour": "red"},
        LOCAL | {"tools": "yes"},
        LOCAL | {"context": True},
        LOCAL | {"groups": "all"},
        LOCAL | {"groups": [1]},
        LOCAL | {"secret": "sk-1"},
        LOCAL | {"name": 5},
    ],
)
def test_a_table_of_the_file_is_looked_through(table: Written) -> None:
    with pytest.raises(InvalidRequest):
        check_written(table)


def test_what_it_can_do_is_understood() -> None:
    written = {
        "context": 9,
        "tools": True,
        "price": "EUR:2.50:10",
        "quirks": ["temperature=no", "system_role=developer", "extra.top_k=5", "extra.fast=true", "extra.mode=x"],
    }
    assert abilities(written) == AbilitiesChange(
        context_tokens=9,
        tools=True,
        prices=Prices("EUR", Decimal("2.50"), Decimal(10)),
        quirks=QuirksChange(extra={"top_k": 5, "fast": True, "mode": "x"}, temperature=False, system_role="developer"),
    )
    assert abilities({}) == AbilitiesChange()


@pytest.mark.parametrize(
    "written",
    [{"price": "5"}, {"price": "EUR:a:b"}, {"quirks": ["temperature"]}, {"quirks": ["system_role=boss"]}],
)
def test_odd_abilities_are_refused(written: Written) -> None:
    with pytest.raises(InvalidRequest):
        abilities(written)


@pytest.mark.parametrize(
    ("text", "days", "note"),
    [
        (None, None, None),
        ("nothing", 0, None),
        ("0", 0, None),
        ("30", 30, None),
        ("30 days", 30, None),
        ("7d", 7, None),
        ("until the end", None, "until the end"),
        ("30 days, then backups", None, "30 days, then backups"),
    ],
)
def test_how_long_it_is_kept_is_read_in_days_where_it_can_be(
    text: str | None, days: int | None, note: str | None
) -> None:
    assert kept(text) == (days, note)


def test_only_what_is_written_changes() -> None:
    assert account_change({}) is None
    change = account_change({"enabled": False, "kept": "7 days"})
    assert change is not None
    assert (change.enabled, change.terms, change.endpoint) == (False, Terms(kept_days=7), None)
