"""A model as it is written down, on the command line or in the configuration file.

name, endpoint, upstream_model       required in the file
wire, api_version, account, at_once, key_header
api_key_env, api_key_file, entra, tenant, client; `secret` on the command line only
terms (local, private, external), kept, trained_on, monitored, region, contract
context, answer, tools, images, reasoning, structured, embeds, price, quirks
description, fallback, groups (names), fit_for_work, default
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.models.abilities import AbilitiesChange, QuirksChange, price
from inhouse.models.account import CredentialKind, EntraIdentity
from inhouse.models.accounts import AccountChange, NewAccount
from inhouse.models.credentials import NewCredential
from inhouse.models.model import Terms, WireName
from inhouse.models.profile import Prices

_TEXTS = frozenset(
    {
        "name",
        "endpoint",
        "upstream_model",
        "wire",
        "api_version",
        "account",
        "key_header",
        "api_key_env",
        "api_key_file",
    }
    | {"entra", "tenant", "client", "terms", "kept", "region", "contract", "price", "description"}
)
_SWITCHES = frozenset(
    {"trained_on", "monitored", "tools", "images", "reasoning", "structured", "embeds", "fit_for_work", "default"}
)
_COUNTS = frozenset({"at_once", "context", "answer"})
_LISTS = frozenset({"quirks", "fallback", "groups"})
_KINDS: Mapping[type, frozenset[str]] = {str: _TEXTS, bool: _SWITCHES, int: _COUNTS, list: _LISTS}

_NOTHING_KEPT = frozenset({"0", "no", "none", "nothing", "never"})
_METHODS = ("managed_identity", "workload_identity", "client_secret")
_HEADERS = ("authorization", "api-key", "x-api-key")
_SWITCHED_QUIRKS = frozenset({"continues", "temperature", "reasoning_effort", "store", "stream_usage"})
_CHOSEN_QUIRKS: Mapping[str, frozenset[str]] = {
    "max_tokens_field": frozenset({"max_tokens", "max_completion_tokens"}),
    "system_role": frozenset({"system", "developer", "user"}),
}

Written = Mapping[str, Any]


def check_written(table: Written) -> None:
    """Raises InvalidRequest, with the key's name, unless all keys are known and of their kind and none is missing."""
    for name, value in table.items():
        kind = next((kind for kind, names in _KINDS.items() if name in names), None)
        if kind is None:
            raise InvalidRequest(f"A model has no {name}.", hint="docs/guides/models.md lists what it has.")
        if type(value) is not kind or (kind is list and not all(type(each) is str for each in value)):
            raise InvalidRequest(f"The {name} of a model is {_words(kind)}.")
    for name in ("name", "endpoint", "upstream_model"):
        if not table.get(name):
            raise InvalidRequest(f"A model needs its {name}.")


def new_account(written: Written) -> NewAccount:
    """The account to add; raises InvalidRequest. A server on this machine is local where nobody says otherwise."""
    endpoint = str(written["endpoint"])
    return NewAccount(
        endpoint=endpoint,
        wire=_wire(written) or WireName.OPENAI,
        destination_class=_class(written) or _usual_class(endpoint),
        terms=_terms(written),
        name=written.get("account"),
        api_version=written.get("api_version"),
        credential=_credential(written) or NewCredential(CredentialKind.NONE),
        header=_header(written),
        at_once=written.get("at_once"),
    )


def account_change(written: Written) -> AccountChange | None:
    """What changes of an account, None if nothing does; raises InvalidRequest."""
    terms = _terms(written)
    change = AccountChange(
        name=written.get("account"),
        endpoint=written.get("endpoint"),
        wire=_wire(written),
        api_version=written.get("api_version"),
        destination_class=_class(written),
        terms=None if terms == Terms() else terms,
        credential=_credential(written),
        header=_header(written),
        at_once=written.get("at_once"),
        enabled=written.get("enabled"),
    )
    return None if change == AccountChange() else change


def abilities(written: Written) -> AbilitiesChange:
    """What is written of the abilities; raises InvalidRequest."""
    return AbilitiesChange(
        context_tokens=written.get("context"),
        answer_tokens=written.get("answer"),
        images=written.get("images"),
        tools=written.get("tools"),
        reasoning=written.get("reasoning"),
        structured=written.get("structured"),
        embeds=written.get("embeds"),
        prices=_prices(written.get("price")),
        quirks=_quirks(written.get("quirks") or ()),
    )


def kept(text: str | None) -> tuple[int | None, str | None]:
    """How long something is kept: in days where that can be read, else in the words that were given."""
    if text is None:
        return None, None
    words = text.lower().split()
    if not words:
        raise InvalidRequest("It is not said how long it is kept.", hint="Write nothing, or 30 days.")
    if words[0] in _NOTHING_KEPT:
        return 0, None
    number, unit = words[0].removesuffix("d"), words[1] if len(words) == 2 else ""
    if len(words) <= 2 and number.isascii() and number.isdecimal() and unit in {"", "day", "days"}:
        return int(number), None
    return None, text.strip()


def _words(kind: type) -> str:
    return {str: "text", bool: "true or false", int: "a whole number", list: "a list of texts"}[kind]


def _wire(written: Written) -> WireName | None:
    name = written.get("wire")
    try:
        return None if name is None else WireName(name)
    except ValueError:
        raise InvalidRequest(f"There is no wire {name}.", hint=f"Write one of {', '.join(WireName)}.") from None


def _class(written: Written) -> DestinationClass | None:
    where = written.get("terms")
    try:
        return None if where is None else DestinationClass(where)
    except ValueError:
        raise InvalidRequest("Where a model runs is local, private or external.", hint="Change its terms.") from None


def _usual_class(endpoint: str) -> DestinationClass:
    if endpoint.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        return DestinationClass.LOCAL
    raise InvalidRequest("It is not said where the model runs.", hint="Say its terms: local, private or external.")


def _header(written: Written) -> Any:  # noqa: ANN401 (one of the three words, as type checkers cannot see)
    header = written.get("key_header")
    if header is not None and header not in _HEADERS:
        raise InvalidRequest("A key is carried by authorization, api-key or x-api-key.", hint="Change key_header.")
    return header


def _credential(written: Written) -> NewCredential | None:
    secret = written.get("secret")
    given = [name for name in ("api_key_env", "api_key_file", "entra") if written.get(name)]
    if len(given) + (secret is not None and "entra" not in given) > 1:
        raise InvalidRequest("An account has one key.", hint="Give a variable, a file, the key itself, or Entra ID.")
    if written.get("entra"):
        if written["entra"] not in _METHODS:
            raise InvalidRequest("That is no way to sign in to Entra ID.", hint=f"Write one of {', '.join(_METHODS)}.")
        identity = EntraIdentity(written["entra"], written.get("tenant"), written.get("client"))
        return NewCredential(CredentialKind.ENTRA, secret=secret, entra=identity)
    if written.get("api_key_env"):
        return NewCredential(CredentialKind.ENVIRONMENT, written["api_key_env"])
    if written.get("api_key_file"):
        return NewCredential(CredentialKind.FILE, written["api_key_file"])
    return None if secret is None else NewCredential(CredentialKind.VAULT, secret=secret)


def _terms(written: Written) -> Terms:
    days, note = kept(written.get("kept"))
    return Terms(
        trained_on=written.get("trained_on"),
        kept_days=days,
        kept_note=note,
        monitored=written.get("monitored"),
        region=written.get("region"),
        contract=written.get("contract"),
    )


def _prices(text: str | None) -> Prices | None:
    if text is None:
        return None
    parts = text.split(":")
    if len(parts) not in (3, 4):
        raise InvalidRequest("A price has a currency and two or three numbers.", hint="Write EUR:2.50:10")
    currency, prompt, completion, *cached = parts
    return Prices(currency, price(prompt), price(completion), price(cached[0]) if cached else None)


def _quirks(texts: Sequence[str]) -> QuirksChange | None:
    if not texts:
        return None
    given: dict[str, Any] = {}
    extra: dict[str, bool | int | float | str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if name in _SWITCHED_QUIRKS and value in {"yes", "no"}:
            given[name] = value == "yes"
        elif value in _CHOSEN_QUIRKS.get(name, frozenset()):
            given[name] = value
        elif name.startswith("extra.") and equals:
            extra[name.removeprefix("extra.")] = _scalar(value)
        else:
            names = ", ".join(each.name for each in fields(QuirksChange))
            raise InvalidRequest(f"There is no quirk {text}.", hint=f"Quirks are {names}: temperature=no")
    return QuirksChange(**given, extra=extra or None)


def _scalar(value: str) -> bool | int | float | str:
    """A value as it will stand in JSON."""
    if value in {"true", "false"}:
        return value == "true"
    try:
        return int(value) if value.lstrip("-").isdecimal() else float(value)
    except ValueError:
        return value
