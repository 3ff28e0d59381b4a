"""The options that say where a model answers and what it can do, shared by `models add` and `models edit`."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import click

from inhouse import app, settings
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InvalidRequest
from inhouse.identity.access import Console
from inhouse.models.abilities import AbilitiesChange, QuirksChange, price
from inhouse.models.account import CredentialKind, EntraIdentity
from inhouse.models.accounts import AccountChange, NewAccount
from inhouse.models.credentials import NewCredential
from inhouse.models.model import Terms, WireName
from inhouse.models.profile import Prices

F = TypeVar("F", bound=Callable[..., Any])

_NOTHING_KEPT = frozenset({"0", "no", "none", "nothing", "never"})
_METHODS = ["managed_identity", "workload_identity", "client_secret"]
_YES_NO = click.Choice(["yes", "no"])


def account_options(*, adding: bool) -> Callable[[F], F]:
    """Options of an account."""
    wires = click.Choice([wire.value for wire in WireName])
    classes = click.Choice([each.value for each in DestinationClass])
    options = (
        click.option("--endpoint", required=adding, help="Address of the server, such as https://api.openai.com/v1"),
        click.option("--wire", type=wires, default="openai" if adding else None, help="How the server is spoken to."),
        click.option("--api-version", help="For Azure; left out with its newer address that ends in /openai/v1."),
        click.option("--account", "account_name", help="Name of the account; its host if not given."),
        click.option("--api-key-env", metavar="VARIABLE", help="The server reads its key from this variable."),
        click.option("--api-key-file", metavar="FILE", help="The server reads its key from this file."),
        click.option("--api-key-stdin", is_flag=True, help="Read the key from standard input, and seal it."),
        click.option("--entra", type=click.Choice(_METHODS), help="Tokens of Entra ID instead of a key."),
        click.option("--tenant", help="For --entra: the tenant's id."),
        click.option("--client", help="For --entra: the client's id; its secret by --api-key-stdin."),
        click.option("--key-header", type=click.Choice(["authorization", "api-key", "x-api-key"])),
        click.option("--at-once", type=click.IntRange(min=1), help="Calls at the same time that the account takes."),
        click.option("--terms", type=classes, default=None, help="Where it runs, as you declare it."),
        click.option("--kept", help="How long the provider keeps what it gets: nothing, 30 days, or in words."),
        click.option("--trained-on", type=_YES_NO, help="Whether models learn from it."),
        click.option("--monitored", type=_YES_NO, help="Whether the provider looks for abuse in it."),
        click.option("--region", help="Where it runs."),
        click.option("--contract", help="Where it is agreed."),
    )
    return _with(options)


def ability_options(command: F) -> F:
    """Options of what a model can do, and who may use it."""
    options = (
        click.option("--context", type=click.IntRange(min=1), help="Tokens of prompt and answer together."),
        click.option("--answer", type=click.IntRange(min=1), help="Tokens of the longest answer."),
        click.option("--tools/--no-tools", default=None, help="Whether it can call tools."),
        click.option("--images/--no-images", default=None, help="Whether it sees pictures."),
        click.option("--reasoning/--no-reasoning", default=None, help="Whether it thinks before it answers."),
        click.option("--structured/--no-structured", default=None, help="Whether it can be held to a JSON Schema."),
        click.option("--embeds/--answers", default=None, help="It makes vectors of texts instead of answers."),
        click.option("--price", metavar="CURRENCY:IN:OUT[:CACHED]", help="For a million tokens: EUR:2.50:10"),
        click.option(
            "--quirk", "quirks", multiple=True, metavar="NAME=VALUE", help="As docs/guides/models.md. Repeatable."
        ),
        click.option("--description", help="What people read under its name."),
        click.option("--group", "groups", multiple=True, help="Name of a group that may use it. Repeatable."),
        click.option("--fallback", multiple=True, metavar="ID", help="Model that stands in for it. Repeatable."),
    )
    return _with(options)(command)


def _with(options: Sequence[Callable[[F], F]]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@dataclass(frozen=True, slots=True)
class AccountOptions:
    """What was given of an account."""

    endpoint: str | None
    wire: WireName | None
    api_version: str | None
    name: str | None
    credential: NewCredential | None
    header: Any
    at_once: int | None
    destination_class: DestinationClass | None
    terms: Terms

    @classmethod
    def of(cls, options: dict[str, Any]) -> "AccountOptions":
        """Read the options; reads a key from standard input where that was asked for."""
        wire, where = options["wire"], options["terms"]
        return cls(
            endpoint=options["endpoint"],
            wire=None if wire is None else WireName(wire),
            api_version=options["api_version"],
            name=options["account_name"],
            credential=_credential(options),
            header=options["key_header"],
            at_once=options["at_once"],
            destination_class=None if where is None else DestinationClass(where),
            terms=_terms(options),
        )

    def new_account(self) -> NewAccount:
        """An account to add. A server on this machine is local where nobody says otherwise."""
        return NewAccount(
            endpoint=self.endpoint or "",
            wire=self.wire or WireName.OPENAI,
            destination_class=self.destination_class or _usual_class(self.endpoint or ""),
            terms=self.terms,
            name=self.name,
            api_version=self.api_version,
            credential=self.credential or NewCredential(CredentialKind.NONE),
            header=self.header,
            at_once=self.at_once,
        )

    def change(self) -> AccountChange | None:
        """What changes of an account, None if nothing does."""
        change = AccountChange(
            name=self.name,
            endpoint=self.endpoint,
            wire=self.wire,
            api_version=self.api_version,
            destination_class=self.destination_class,
            terms=None if self.terms == Terms() else self.terms,
            credential=self.credential,
            header=self.header,
            at_once=self.at_once,
        )
        return None if change == AccountChange() else change


def abilities_of(options: dict[str, Any]) -> AbilitiesChange:
    """What was given of the abilities."""
    return AbilitiesChange(
        context_tokens=options["context"],
        answer_tokens=options["answer"],
        images=options["images"],
        tools=options["tools"],
        reasoning=options["reasoning"],
        structured=options["structured"],
        embeds=options["embeds"],
        prices=_prices(options["price"]),
        quirks=_quirks(options["quirks"]),
    )


async def group_ids(rooms: app.Rooms, names: Sequence[str]) -> frozenset[UUID]:
    """The ids of groups by their names; raises GroupUnknown."""
    return frozenset([(await rooms.identity.groups.named(Console.HERE, name)).id for name in names])


def check_key_is_seen(account: NewAccount) -> None:
    """Say it if the variable that was named holds nothing here: the server may not see it either."""
    place = account.credential.place
    if account.credential.kind is CredentialKind.ENVIRONMENT and settings.variable(place or "") is None:
        click.echo(f"note: {place} is not set here; the server has to be started with it.", err=True)


def _usual_class(endpoint: str) -> DestinationClass:
    if endpoint.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        return DestinationClass.LOCAL
    raise click.UsageError("Say where the model runs: --terms local, --terms private or --terms external.")


def _credential(options: dict[str, Any]) -> NewCredential | None:
    given = [name for name in ("api_key_env", "api_key_file", "entra") if options[name]]
    if len(given) + (options["api_key_stdin"] and options["entra"] is None) > 1:
        raise click.UsageError("Give one of --api-key-env, --api-key-file, --api-key-stdin and --entra.")
    secret = sys.stdin.readline().strip() if options["api_key_stdin"] else None
    if options["entra"]:
        identity = EntraIdentity(options["entra"], options["tenant"], options["client"])
        return NewCredential(CredentialKind.ENTRA, secret=secret, entra=identity)
    if options["api_key_env"]:
        return NewCredential(CredentialKind.ENVIRONMENT, options["api_key_env"])
    if options["api_key_file"]:
        return NewCredential(
            CredentialKind.FILE, str(click.Path(resolve_path=True).convert(options["api_key_file"], None, None))
        )
    return None if secret is None else NewCredential(CredentialKind.VAULT, secret=secret)


def _terms(options: dict[str, Any]) -> Terms:
    days, note = kept_of(options["kept"])
    return Terms(
        trained_on=_yes(options["trained_on"]),
        kept_days=days,
        kept_note=note,
        monitored=_yes(options["monitored"]),
        region=options["region"],
        contract=options["contract"],
    )


def kept_of(text: str | None) -> tuple[int | None, str | None]:
    """How long something is kept: in days where that can be read, else in the words that were given."""
    if text is None:
        return None, None
    words = text.lower().split()
    if not words:
        raise InvalidRequest("It is not said how long it is kept.", hint="Write nothing, or 30 days.")
    if words[0] in _NOTHING_KEPT:
        return 0, None
    number, unit = words[0], words[1] if len(words) == 2 else ""
    if len(words) <= 2 and number.removesuffix("d").isdecimal() and unit in {"", "day", "days", "d"}:
        return int(number.removesuffix("d")), None
    return None, text.strip()


def _yes(answer: str | None) -> bool | None:
    return None if answer is None else answer == "yes"


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
    switches = {"continues", "temperature", "reasoning_effort", "store", "stream_usage"}
    choices = {
        "max_tokens_field": {"max_tokens", "max_completion_tokens"},
        "system_role": {"system", "developer", "user"},
    }
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidRequest("A quirk is written NAME=VALUE.", hint="Write temperature=no")
        if name in switches and value in {"yes", "no"}:
            given[name] = value == "yes"
        elif value in choices.get(name, set()):
            given[name] = value
        elif name.startswith("extra."):
            extra[name.removeprefix("extra.")] = value
        else:
            raise InvalidRequest(f"There is no quirk {name} with that value.", hint="docs/guides/models.md lists them.")
    return QuirksChange(**given, extra=extra or None)
