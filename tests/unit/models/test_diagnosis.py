from dataclasses import replace

import pytest

from inhouse.core.errors import InhouseError
from inhouse.models.account import AZURE_API_VERSION, Account, Endpoint
from inhouse.models.diagnosis import diagnose
from inhouse.models.errors import (
    BadAnswer,
    ModelUnavailable,
    PromptTooLong,
    ServerTrouble,
    UpstreamBusy,
    UpstreamRefused,
)
from inhouse.models.model import WireName
from inhouse.net.errors import (
    AddressRefused,
    BadResponse,
    CertificateRefused,
    NameUnknown,
    ProxyRefused,
    TimedOut,
    Unreachable,
)
from tests.unit.models.test_records import OLLAMA

AZURE = replace(
    OLLAMA,
    name="Azure",
    wire=WireName.AZURE,
    endpoint=Endpoint("https", "a.openai.azure.com", 443, "/openai", AZURE_API_VERSION),
)
V1 = replace(OLLAMA, endpoint=Endpoint("https", "a.openai.azure.com", 443, "/openai/v1", "preview"))


def answered(status: int, said: str | None = None) -> InhouseError:
    """What the road raises for an answer with an error status."""
    kinds: dict[int, type[InhouseError]] = {400: UpstreamRefused, 422: UpstreamRefused, 429: UpstreamBusy}
    error = kinds.get(status, ModelUnavailable)(f"It answers with status {status}.")
    assert isinstance(error, ServerTrouble)
    error.cause, error.said = f"status_{status}", said
    return error


def caused(cause: InhouseError) -> InhouseError:
    """What the road raises for trouble on the way."""
    error = ModelUnavailable("It is away.")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "account", "code"),
    [
        (caused(NameUnknown("Azure", "a.openai.azure.com")), AZURE, "name_unknown"),
        (caused(Unreachable("Azure", "nobody answers there.")), AZURE, "connection_refused"),
        (caused(CertificateRefused("Azure", "it is for another name")), AZURE, "tls_refused"),
        (caused(ProxyRefused("Azure", 407)), AZURE, "proxy_refused"),
        (caused(AddressRefused("10.0.0.1", "private")), AZURE, "address_refused"),
        (caused(TimedOut("Azure", "the first word", 60)), AZURE, "too_slow"),
        (caused(BadResponse("Azure", "this is no HTTP.")), AZURE, "not_http"),
        (answered(401), AZURE, "key_refused"),
        (answered(403), AZURE, "not_allowed"),
        (answered(404, "DeploymentNotFound"), AZURE, "deployment_missing"),
        (answered(404, "404"), AZURE, "api_version_wrong"),
        (answered(404, "404"), OLLAMA, "model_missing"),
        (answered(404, "model_not_found"), OLLAMA, "model_missing"),
        (answered(404, "page"), OLLAMA, "path_missing"),
        (answered(404), OLLAMA, "path_missing"),
        (answered(400, "UnsupportedApiVersion"), V1, "api_version_wrong"),
        (answered(400, "OperationNotSupported"), AZURE, "model_missing"),
        (answered(422, "extra_forbidden"), OLLAMA, "request_refused"),
        (answered(429, "429"), AZURE, "busy"),
        (answered(302), OLLAMA, "redirected"),
        (answered(500), OLLAMA, "server_error"),
        (BadAnswer("This is a web page."), OLLAMA, "not_a_model_server"),
        (PromptTooLong(9, 5), OLLAMA, "prompt_too_long"),
    ],
)
def test_each_trouble_has_its_name_and_the_next_step(error: InhouseError, account: Account, code: str) -> None:
    finding = diagnose(error, account, "gpt-4o")
    assert finding.code == code
    assert finding.message.endswith(".")
    assert finding.hint


def test_the_header_and_the_deployment_are_named() -> None:
    key = diagnose(answered(401), replace(AZURE, header="api-key"), "gpt-4o")
    assert "header api-key" in key.hint
    assert "deployment gpt-4o" in diagnose(answered(404, "DeploymentNotFound"), AZURE, "gpt-4o").message
    assert AZURE_API_VERSION in diagnose(answered(404, "404"), AZURE, "gpt-4o").message
