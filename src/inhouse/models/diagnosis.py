"""What is wrong when a model does not answer a test, and the next step: an error in words for administrators. Pure."""

from dataclasses import dataclass

from inhouse.core.errors import InhouseError, TooMany, Unavailable
from inhouse.models.account import Account
from inhouse.models.errors import BadAnswer, ServerTrouble
from inhouse.models.model import WireName
from inhouse.net.errors import (
    AddressRefused,
    BadResponse,
    CertificateRefused,
    DestinationUnknown,
    NameUnknown,
    NoCredential,
    ProxyRefused,
    TimedOut,
    Unreachable,
)

_MISSING_DEPLOYMENT = frozenset({"DeploymentNotFound"})
_UNKNOWN_VERSION = frozenset({"404", "UnsupportedApiVersion", "InvalidApiVersionParameter", "ApiVersionNotSupported"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: a stable code, a sentence, and what to do."""

    code: str
    message: str
    hint: str


def diagnose(error: InhouseError, account: Account, upstream_model: str) -> Finding:
    """Read an error of the road, and what caused it."""
    cause = error.__cause__
    if isinstance(cause, InhouseError) and (found := _on_the_way(cause, account)) is not None:
        return found
    if isinstance(error, ServerTrouble) and error.cause is not None and error.cause.startswith("status_"):
        return _status(int(error.cause.removeprefix("status_")), error, account, upstream_model)
    if isinstance(error, BadAnswer):
        return _not_a_model_server(account)
    return Finding(error.code, error.message, error.hint or _later(error))


def _on_the_way(error: InhouseError, account: Account) -> Finding | None:
    """Trouble before anybody answered; None if the error is of another kind."""
    host, port = account.endpoint.host, account.endpoint.port
    message, hint = error.message, error.hint or "Ask whoever runs the network."
    match error:
        case NameUnknown():
            code, message = "name_unknown", f"The name {host} has no address."
        case CertificateRefused():
            code = "tls_refused"
        case ProxyRefused():
            code = "proxy_refused"
        case AddressRefused():
            code, hint = "address_refused", "Declare it as far away as it is, or correct its address."
        case TimedOut():
            code, hint = "too_slow", "Is it overloaded, still loading the model, or does a firewall drop what we send?"
        case BadResponse():
            code = "not_http"
            hint = "Look whether it speaks http or https at this port, and whether a model server listens there."
        case NoCredential() | DestinationUnknown():
            code, message, hint = "credential_missing", "Its account has no key now.", "Give the account its key."
        case Unreachable():
            code, message = "connection_refused", f"Nobody answers at {host}, port {port}."
            hint = f"Is it running, and reachable from here? Look at {account.endpoint.url}, and at firewalls."
        case _:
            return None
    return Finding(code, message, hint)


def _status(status: int, error: InhouseError, account: Account, upstream_model: str) -> Finding:
    name = account.destination.name
    match status:
        case 404:
            return _not_found(error, account, upstream_model)
        case 400 | 422:
            return _not_accepted(error, account)
        case 401:
            code, message = "key_refused", f"{name} does not accept the key."
            hint = f"Give the account its key anew. It is sent in the header {account.header}."
        case 403:
            code, message = "not_allowed", f"{name} knows the key and does not allow this."
            hint = "Look at the key's rights, at the provider's network rules, and at the roles of Entra ID."
        case 429:
            code, message = "busy", f"{name} tells us to slow down."
            hint = (
                "Wait a moment; if this goes on, ask the provider for a higher quota or look at the account's credit."
            )
        case _ if 300 <= status < 400:
            code, message = "redirected", f"{account.endpoint.url} leads to another place."
            hint = "Give the address that it leads to, if that is where the model answers. We follow no redirect."
        case _:
            code, message = "server_error", f"The server answers with status {status}."
            hint = "Try again in a moment, and look at the server's own log or the provider's status page."
    return Finding(code, message, hint)


def _not_found(error: InhouseError, account: Account, upstream_model: str) -> Finding:
    said = error.said if isinstance(error, ServerTrouble) else None
    if said in _MISSING_DEPLOYMENT:
        hint = "At Azure a model is named by its deployment: copy the name from there. A new one needs some minutes."
        return Finding("deployment_missing", f"There is no deployment {upstream_model} at this resource.", hint)
    if account.wire is WireName.AZURE and said in _UNKNOWN_VERSION:
        return _wrong_version(account)
    if said is None or said == "page":
        hint = "Look at the path: most servers want it to end in /v1."
        return Finding("path_missing", f"At {account.endpoint.url} is no API of a model server (status 404).", hint)
    hint = "Look at how the server names its models: GET /v1/models tells."
    return Finding("model_missing", f"The server has no model {upstream_model}.", hint)


def _not_accepted(error: InhouseError, account: Account) -> Finding:
    said = error.said if isinstance(error, ServerTrouble) else None
    if account.endpoint.api_version is not None and said in _UNKNOWN_VERSION:
        return _wrong_version(account)
    if said in {"model_not_found", "OperationNotSupported", "unknown_model"}:
        hint = "Look at how the server names its models, and at what they are made for."
        return Finding("model_missing", error.message, hint)
    hint = "Look at the model's quirks: a field that this server does not take can be switched off there."
    return Finding("request_refused", error.message, hint)


def _wrong_version(account: Account) -> Finding:
    return Finding(
        "api_version_wrong",
        f"The resource does not know the api-version {account.endpoint.api_version} for this.",
        "Use one that Azure lists, such as 2024-10-21, or the newer address that ends in /openai/v1.",
    )


def _not_a_model_server(account: Account) -> Finding:
    return Finding(
        "not_a_model_server",
        f"What {account.endpoint.url} answers is not what a model server answers.",
        "Look at the address: is it the API, and not a web page or a sign-in page before it?",
    )


def _later(error: InhouseError) -> str:
    return "Try again in a moment." if isinstance(error, Unavailable | TooMany) else "Look at the model's row."
