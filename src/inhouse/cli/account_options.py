"""The options that say where a model answers and what it can do, shared by the commands that add and change."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click

from inhouse import app, settings
from inhouse.core.destination import DestinationClass
from inhouse.identity.access import Console
from inhouse.models.account import CredentialKind
from inhouse.models.accounts import NewAccount
from inhouse.models.model import WireName

F = TypeVar("F", bound=Callable[..., Any])

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
        click.option("--account", help="Name of the account; its host if not given."),
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


def written(options: dict[str, Any]) -> dict[str, Any]:
    """The options as the configuration file writes them; reads a key from standard input where that was asked for."""
    told = {name: None if options[name] is None else options[name] == "yes" for name in ("trained_on", "monitored")}
    file = options["api_key_file"]
    places = {"api_key_file": None if file is None else str(Path(file).absolute())}
    secret = sys.stdin.readline().strip() if options["api_key_stdin"] else None
    return options | told | places | {"secret": secret}


async def group_ids(rooms: app.Rooms, names: Sequence[str]) -> frozenset[UUID]:
    """The ids of groups by their names; raises GroupUnknown."""
    return frozenset([(await rooms.identity.groups.named(Console.HERE, name)).id for name in names])


def note_unseen_key(account: NewAccount) -> None:
    """Say it if the variable that was named holds nothing here: the server may not see it either."""
    place = account.credential.place
    if account.credential.kind is CredentialKind.ENVIRONMENT and settings.variable(place or "") is None:
        click.echo(f"note: {place} is not set here; the server has to be started with it.", err=True)
