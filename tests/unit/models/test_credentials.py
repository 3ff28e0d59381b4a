from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import PersonId
from inhouse.models.account import Account, CredentialKind, Endpoint, EntraIdentity
from inhouse.models.credentials import Credentials, NewCredential, trouble
from inhouse.models.errors import CredentialMissing
from inhouse.vault import Sealer
from tests.unit.models.test_records import OLLAMA

VAULT, VARIABLE, FILE, ENTRA = (
    CredentialKind.VAULT,
    CredentialKind.ENVIRONMENT,
    CredentialKind.FILE,
    CredentialKind.ENTRA,
)


class Keys:
    """Credentials with an environment that the test changes."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        sealer = Sealer(b"k" * 32, UUID(int=1), PersonId(UUID(int=0)), None)
        self.credentials = Credentials(sealer, self.environment.get)

    def account(self, new: NewCredential) -> Account:
        return replace(OLLAMA, credential=self.credentials.seal(new, OLLAMA.id, OLLAMA.endpoint))


def test_a_key_is_sealed_and_found_again() -> None:
    keys = Keys()
    account = keys.account(NewCredential(VAULT, secret=" sk-secret\n"))
    assert b"sk-secret" not in (account.credential.sealed or b"")
    assert keys.credentials.find(account) == "sk-secret"


@pytest.mark.parametrize(
    "endpoint",
    [
        Endpoint("http", "evil.example", 11434, "/v1"),
        Endpoint("http", "127.0.0.1", 11435, "/v1"),
        Endpoint("https", "127.0.0.1", 11434, "/v1"),
    ],
)
def test_at_another_host_port_or_scheme_a_key_does_not_open(endpoint: Endpoint) -> None:
    keys = Keys()
    account = replace(keys.account(NewCredential(VAULT, secret="sk-secret")), endpoint=endpoint)
    with pytest.raises(CredentialMissing):
        keys.credentials.find(account)


def test_another_accounts_key_does_not_open() -> None:
    keys = Keys()
    account = replace(keys.account(NewCredential(VAULT, secret="sk-secret")), id=UUID(int=99))
    with pytest.raises(CredentialMissing):
        keys.credentials.find(account)


def test_what_the_server_sees_in_a_variable_wins_over_what_was_there_when_it_was_named() -> None:
    keys = Keys()
    keys.environment["KEY"] = "old"
    account = keys.account(NewCredential(VARIABLE, "KEY"))
    del keys.environment["KEY"]
    assert keys.credentials.find(account) == "old"
    keys.environment["KEY"] = "new"
    assert keys.credentials.find(account) == "new"


def test_a_variable_that_holds_nothing_is_named() -> None:
    keys = Keys()
    with pytest.raises(CredentialMissing) as caught:
        keys.credentials.find(keys.account(NewCredential(VARIABLE, "KEY")))
    assert "variable KEY is not set" in trouble(caught.value)


def test_a_file_is_read_each_time(tmp_path: Path) -> None:
    keys, file = Keys(), tmp_path / "key"
    account = keys.account(NewCredential(FILE, str(file)))
    with pytest.raises(CredentialMissing, match="cannot be read"):
        keys.credentials.find(account)
    file.write_text("sk-1\n")
    assert keys.credentials.find(account) == "sk-1"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CredentialMissing):
        keys.credentials.find(account)


def test_an_account_without_a_key_has_none() -> None:
    keys = Keys()
    assert keys.credentials.find(keys.account(NewCredential(CredentialKind.NONE))) is None


@pytest.mark.parametrize("secret", ["", "two words", "k\u00e9y", "a\nb", "x" * 8193, None])
def test_what_no_header_can_carry_is_refused(secret: str | None) -> None:
    with pytest.raises(InvalidRequest):
        Keys().account(NewCredential(VAULT, secret=secret))


@pytest.mark.parametrize("place", [None, "", "a\nb"])
def test_a_place_is_named(place: str | None) -> None:
    with pytest.raises(InvalidRequest):
        Keys().account(NewCredential(FILE, place))


@pytest.mark.parametrize(
    "new",
    [
        NewCredential(ENTRA),
        NewCredential(ENTRA, entra=EntraIdentity("client_secret", "t", "c")),
        NewCredential(ENTRA, secret="s", entra=EntraIdentity("client_secret", None, "c")),
        NewCredential(ENTRA, entra=EntraIdentity("managed_identity", "a\nb")),
    ],
)
def test_an_identity_is_whole(new: NewCredential) -> None:
    endpoint = Endpoint("https", "a.openai.azure.com", 443, "/openai/v1")
    with pytest.raises(InvalidRequest):
        Keys().credentials.seal(new, OLLAMA.id, endpoint)


def test_a_token_never_goes_in_the_clear() -> None:
    with pytest.raises(InvalidRequest, match="TLS"):
        Keys().account(NewCredential(ENTRA, entra=EntraIdentity("managed_identity")))


@pytest.mark.parametrize("host", ["evil.example", "azure.com.evil.example", "evilazure.com"])
def test_from_afar_a_token_is_sent_to_azure_only(host: str) -> None:
    new = NewCredential(ENTRA, entra=EntraIdentity("managed_identity"), from_afar=True)
    credentials = Keys().credentials
    with pytest.raises(InvalidRequest):
        credentials.seal(new, OLLAMA.id, Endpoint("https", host, 443, "/openai/v1"))
    azure = Endpoint("https", "ours.openai.azure.com", 443, "/openai/v1")
    assert credentials.seal(new, OLLAMA.id, azure).entra is not None
    here = Endpoint("https", host, 443, "/openai/v1")
    assert credentials.seal(replace(new, from_afar=False), OLLAMA.id, here).entra is not None


def test_nothing_prints_a_secret() -> None:
    assert "sk-secret" not in repr(NewCredential(VAULT, secret="sk-secret"))
