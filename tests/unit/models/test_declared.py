import os
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.models.account import CredentialKind, Endpoint, EntraIdentity
from inhouse.models.credentials import NewCredential
from inhouse.models.declared import Declared
from inhouse.net import Destinations, loopback
from inhouse.net.errors import DestinationUnknown
from tests.unit.models.test_credentials import Keys
from tests.unit.models.test_records import OLLAMA


class Table:
    """net's table, and the accounts that are kept in it."""

    def __init__(self) -> None:
        self.keys = Keys()
        self.destinations = Destinations()
        self.tokens = Tokens()
        self.declared = Declared(self.destinations, self.keys.credentials, self.tokens)

    def credential(self, name: str) -> bytes | None:
        return self.destinations.credential(self.destinations.find(name))


class Tokens:
    """Notes what it is asked to keep."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[EntraIdentity, str | None]] = {}

    def keep(self, reference: str, identity: EntraIdentity, secret: str | None) -> None:
        self.kept[reference] = (identity, secret)

    def forget(self, reference: str) -> None:
        self.kept.pop(reference, None)

    def problem(self, reference: str) -> str | None:
        return None

    async def arrived(self, reference: str) -> None:
        return None


@pytest.fixture
def table() -> Table:
    return Table()


def test_an_account_is_a_destination_until_it_is_disabled_or_gone(table: Table) -> None:
    name = OLLAMA.destination.name
    table.declared.keep([OLLAMA])
    assert table.destinations.find(name).destination == OLLAMA.destination
    for without in ([replace(OLLAMA, enabled=False)], []):
        table.declared.keep([OLLAMA])
        table.declared.keep(without)
        with pytest.raises(DestinationUnknown):
            table.destinations.find(name)


def test_a_key_goes_with_its_account(table: Table) -> None:
    account = table.keys.account(NewCredential(CredentialKind.VAULT, secret="sk-1"))
    table.declared.keep([account])
    assert table.credential(account.destination.name) == b"sk-1"
    table.declared.keep([replace(account, credential=OLLAMA.credential)])
    assert table.credential(account.destination.name) is None


def test_a_file_that_is_written_anew_is_read_anew(table: Table, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sk-1")
    account = table.keys.account(NewCredential(CredentialKind.FILE, str(file)))
    table.declared.keep([account])
    file.write_text("sk-2")
    os.utime(file, ns=(1, 1))
    table.declared.keep([account])
    assert table.credential(account.destination.name) == b"sk-2"


def test_an_account_whose_key_is_missing_sends_nothing(table: Table) -> None:
    account = table.keys.account(NewCredential(CredentialKind.ENVIRONMENT, "KEY"))
    table.declared.keep([account])
    assert "KEY is not set" in (table.declared.trouble(account.id) or "")
    with pytest.raises(InhouseError):
        table.credential(account.destination.name)


def test_a_name_that_is_somebody_elses_opens_no_way(table: Table) -> None:
    # Words that were cleared for the one place would go to the other.
    table.destinations.declare(loopback(OLLAMA.destination.name, 1))
    other = replace(OLLAMA, id=uuid4(), endpoint=Endpoint("https", "127.0.0.1", 2, "/v1"))
    table.declared.keep([other])
    assert table.declared.trouble(other.id) is not None
    table.declared.keep([])
    assert table.destinations.find(OLLAMA.destination.name).endpoint == loopback("x", 1).endpoint


def test_what_was_renamed_is_found_under_its_new_name_only(table: Table) -> None:
    table.declared.keep([OLLAMA])
    table.declared.keep([replace(OLLAMA, name="Other")])
    assert table.destinations.names() == ("Other",)


def test_tokens_are_kept_for_identities_and_forgotten_with_them(table: Table) -> None:
    identity = EntraIdentity("managed_identity")
    endpoint = Endpoint("https", "a.openai.azure.com", 443, "/openai/v1")
    credential = table.keys.credentials.seal(NewCredential(CredentialKind.ENTRA, entra=identity), UUID(int=5), endpoint)
    external = DestinationClass.EXTERNAL
    account = replace(OLLAMA, endpoint=endpoint, destination_class=external, credential=credential)
    table.declared.keep([account])
    assert table.tokens.kept == {str(account.id): (identity, None)}
    table.declared.keep([])
    assert table.tokens.kept == {}
