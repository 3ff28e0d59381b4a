from dataclasses import replace

import pytest

from inhouse.core.destination import Assurance, DestinationClass
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.models.account import (
    AZURE_API_VERSION,
    Credential,
    CredentialKind,
    Endpoint,
    check_class,
    header_for,
    is_loopback,
    read_endpoint,
)
from inhouse.models.errors import FartherThanDeclared
from inhouse.models.model import WireName
from tests.unit.models.test_records import OLLAMA

OPENAI, AZURE, RESPONSES = WireName.OPENAI, WireName.AZURE, WireName.RESPONSES


@pytest.mark.parametrize(
    ("text", "wire", "found", "spoken"),
    [
        ("https://api.openai.com/v1", OPENAI, Endpoint("https", "api.openai.com", 443, "/v1"), OPENAI),
        ("https://api.openai.com/v1/", RESPONSES, Endpoint("https", "api.openai.com", 443, "/v1"), RESPONSES),
        (" http://127.0.0.1:8000 ", OPENAI, Endpoint("http", "127.0.0.1", 8000, "/v1"), OPENAI),
        ("http://[::1]:8000/v1", OPENAI, Endpoint("http", "::1", 8000, "/v1"), OPENAI),
        ("https://gw.corp/llm/v1/chat/completions", OPENAI, Endpoint("https", "gw.corp", 443, "/llm/v1"), OPENAI),
        (
            "https://a.openai.azure.com/",
            AZURE,
            Endpoint("https", "a.openai.azure.com", 443, "/openai", AZURE_API_VERSION),
            AZURE,
        ),
        (
            "https://a.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01-preview",
            OPENAI,
            Endpoint("https", "a.openai.azure.com", 443, "/openai", "2025-01-01-preview"),
            AZURE,
        ),
        (
            "https://a.openai.azure.com/openai/v1/",
            AZURE,
            Endpoint("https", "a.openai.azure.com", 443, "/openai/v1"),
            OPENAI,
        ),
        (
            "https://a.openai.azure.com",
            RESPONSES,
            Endpoint("https", "a.openai.azure.com", 443, "/openai/v1"),
            RESPONSES,
        ),
        (
            "https://apim.corp/ai",
            AZURE,
            Endpoint("https", "apim.corp", 443, "/ai/openai", AZURE_API_VERSION),
            AZURE,
        ),
    ],
)
def test_what_people_paste_is_understood(text: str, wire: WireName, found: Endpoint, spoken: WireName) -> None:
    assert read_endpoint(text, wire) == (found, spoken)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.openai.com",
        "ftp://a/v1",
        "http://",
        "https://user:key@a.com/v1",
        "https://a.com/v1?key=secret",
        "https://a.com/v1#x",
        "https://a.com/a b",
        "https://a.com/../v1",
        "http://a:99999/v1",
        "http://a:0/v1",
        "http://[/v1",
        "https://\u0430pi.openai.com/v1",
        "https://a.com/" + "x" * 500,
        "https://a.com/v1\nHost: b",
    ],
)
def test_what_is_no_address_is_refused_with_words(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_endpoint(text, OPENAI)


def test_an_api_version_is_only_letters_and_numbers() -> None:
    with pytest.raises(InvalidRequest):
        read_endpoint("https://a.openai.azure.com", AZURE, "2024-10-21&x=y")


def test_azures_older_shape_names_the_deployment_in_the_path() -> None:
    endpoint, wire = read_endpoint("https://a.openai.azure.com", AZURE)
    place = replace(OLLAMA, endpoint=endpoint, wire=wire).deployment("gpt 4o/x", 3)
    assert (place.base, place.query, place.weight) == (
        "/openai/deployments/gpt%204o%2Fx",
        f"?api-version={AZURE_API_VERSION}",
        3,
    )


def test_elsewhere_the_model_is_named_in_the_body() -> None:
    place = OLLAMA.deployment("llama3.2:3b", 1)
    assert (place.base, place.query, place.upstream_model) == ("/v1", "", "llama3.2:3b")


def test_a_place_is_named_by_its_account_and_its_host() -> None:
    far = replace(OLLAMA, name="Work", endpoint=Endpoint("https", "api.openai.com", 443, "/v1"))
    assert far.destination.name == "Work (api.openai.com)"
    assert replace(far, name="api.openai.com (2)").destination.name == "api.openai.com (2)"
    assert OLLAMA.destination.name == "Server on this machine, port 11434"
    assert OLLAMA.destination.assurance is Assurance.DECLARED


def test_only_an_account_with_a_key_refers_to_one() -> None:
    assert OLLAMA.entry().credential is None
    kept = replace(OLLAMA, credential=Credential(CredentialKind.VAULT, sealed=b"x"), header="api-key").entry()
    assert (kept.credential, kept.header) == (str(OLLAMA.id), "api-key")
    assert b"x" not in repr(Credential(CredentialKind.VAULT, sealed=b"x")).encode()[-10:]


def test_azure_wants_its_key_in_a_header_of_its_own_and_tokens_as_bearer() -> None:
    azure = Endpoint("https", "a.openai.azure.com", 443, "/openai/v1")
    vault = Credential(CredentialKind.VAULT, sealed=b"x")
    assert header_for(azure, OPENAI, vault) == "api-key"
    assert header_for(azure, AZURE, Credential(CredentialKind.ENTRA)) == "authorization"
    assert header_for(OLLAMA.endpoint, AZURE, vault) == "api-key"
    assert header_for(OLLAMA.endpoint, OPENAI, vault) == "authorization"


@pytest.mark.parametrize("host", ["8.8.8.8", "10.0.0.1", "2606:4700::1", "169.254.169.254", "0.0.0.0"])
def test_an_address_that_is_not_here_cannot_be_declared_local(host: str) -> None:
    with pytest.raises(FartherThanDeclared):
        check_class(Endpoint("http", host, 80, ""), DestinationClass.LOCAL)


def test_a_public_address_cannot_be_declared_private() -> None:
    with pytest.raises(InhouseError):
        check_class(Endpoint("https", "8.8.8.8", 443, ""), DestinationClass.PRIVATE)
    check_class(Endpoint("http", "10.1.2.3", 80, ""), DestinationClass.PRIVATE)
    check_class(Endpoint("http", "127.0.0.1", 80, ""), DestinationClass.LOCAL)
    check_class(Endpoint("https", "8.8.8.8", 443, ""), DestinationClass.EXTERNAL)


def test_this_machine_is_known_by_how_it_is_written() -> None:
    assert [host for host in ("127.0.0.1", "::1", "localhost", "127.9.9.9", "a.localhost.com", "10.0.0.1")
            if is_loopback(host)] == ["127.0.0.1", "::1", "localhost", "127.9.9.9"]  # fmt: skip


def test_an_address_is_shown_as_it_would_be_written() -> None:
    assert Endpoint("https", "a.com", 443, "/v1").url == "https://a.com/v1"
    assert Endpoint("http", "::1", 8000, "/v1").url == "http://[::1]:8000/v1"
    assert Endpoint("https", "a.com", 443, "/v1").site == "https://a.com:443"
