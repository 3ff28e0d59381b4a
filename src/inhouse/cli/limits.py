"""`inhouse limits`: how much of the models one key, person, group or everybody may use."""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import Conflict, NotFound
from inhouse.core.ids import new_id
from inhouse.gateway.limits import Meter
from inhouse.gateway.limits.rule import Bounds, Kind, Money, Rule
from inhouse.gateway.limits.rules import Rules
from inhouse.identity.access import Console

_MICROS = 10**6
_SHORTEST = 8

Given = str | int | bool | None
"""What an option of the command gives."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a limit is for, as the command's options say it: exactly one of them is given."""

    kind: Kind
    name: str | None
    service: bool = False


@click.group()
def limits() -> None:
    """How much of the models one key, person, group or everybody may use."""


@limits.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def limits_list(*, as_json: bool) -> None:
    """List the limits. The strictest of those that apply to a call counts."""

    async def work(rooms: app.Rooms) -> list[tuple[Rule, str]]:
        standings = await _rules(rooms).every(Console.HERE)
        names = await _names(rooms)
        return [(one.rule, _whom(one.rule, names)) for one in standings]

    found = with_rooms(work)
    if as_json:
        click.echo(json.dumps([_shown(rule, whom) for rule, whom in found]))
        return
    for rule, whom in found:
        model = f"  model {rule.model}" if rule.model is not None else ""
        click.echo(f"{rule.id}  {whom}{model}  {', '.join(_bounds(rule.bounds))}")


@limits.command("set")
@click.option("--everyone", is_flag=True, help="All calls together.")
@click.option("--group", help="A group, all its members together.")
@click.option("--each-in", help="Each member of a group alone.")
@click.option("--user", help="The e-mail of a person.")
@click.option("--service", help="The name of a service account.")
@click.option("--each-user", is_flag=True, help="Each person and service account alone.")
@click.option("--key", help="The id of an API key, or how it begins.")
@click.option("--each-key", is_flag=True, help="Each API key alone.")
@click.option("--model", help="The id of a model; without, of all models together.")
@click.option("--requests", type=click.IntRange(0), help="Requests in a minute.")
@click.option("--tokens", type=click.IntRange(0), help="Tokens in a minute, of prompts and answers.")
@click.option("--streams", type=click.IntRange(0), help="Answers at the same time.")
@click.option("--budget", help="Money in a month (UTC), as in 50 or 12.50.")
@click.option("--currency", help="Of the budget: EUR, USD, ... Prices of models in another one do not count.")
def limits_set(*, model: str | None, budget: str | None, currency: str | None, **given: Given) -> None:
    """Set a limit; one for the same subject and model is replaced. Prints its id."""
    whom = _subject(given)
    figures = {name: value for name in ("requests", "tokens", "streams") if isinstance(value := given[name], int)}
    bounds = Bounds(**figures, budget=_money(budget, currency))

    async def work(rooms: app.Rooms) -> Rule:
        rule = Rule(new_id(), whom.kind, await _id_of(rooms, whom), model, bounds)
        return await _rules(rooms).set(Console.HERE, rule)

    click.echo(with_rooms(work).id)


@limits.command("remove")
@click.argument("limit", type=click.UUID)
def limits_remove(limit: UUID) -> None:
    """Remove the limit with that id."""

    async def work(rooms: app.Rooms) -> None:
        await _rules(rooms).remove(Console.HERE, limit)

    with_rooms(work)
    click.echo("The limit is removed.")


def _rules(rooms: app.Rooms) -> Rules:
    # The meter of a command counts nobody; running servers look at the rules every two seconds.
    return Rules(rooms.store, Meter())


def _subject(given: dict[str, Given]) -> Whom:
    named = {
        "everyone": Kind.EVERYONE,
        "group": Kind.GROUP,
        "each_in": Kind.MEMBER,
        "user": Kind.PERSON,
        "service": Kind.PERSON,
        "each_user": Kind.PERSON,
        "key": Kind.KEY,
        "each_key": Kind.KEY,
    }
    found = [option for option in named if given[option]]
    if len(found) != 1:
        raise click.UsageError("Say whom the limit is for: exactly one of --everyone, --group, --user, --key, ...")
    value = given[found[0]]
    return Whom(named[found[0]], value if isinstance(value, str) else None, found[0] == "service")


async def _id_of(rooms: app.Rooms, whom: Whom) -> UUID | None:
    if whom.name is None:
        return None
    match whom.kind:
        case Kind.GROUP | Kind.MEMBER:
            return (await rooms.identity.groups.named(Console.HERE, whom.name)).id
        case Kind.KEY:
            return await _key(rooms, whom.name)
        case _:
            find = rooms.identity.services.named(Console.HERE, whom.name) if whom.service else None
            found = await find if find is not None else await rooms.identity.people.by_email(whom.name)
    if found is None:
        raise NotFound(f"There is nobody here called {whom.name}.")
    return found


async def _key(rooms: app.Rooms, name: str) -> UUID:
    keys = [one.key for one in await rooms.identity.keys.list_all(Console.HERE)]
    found = [key for key in keys if str(key.id) == name or (len(name) >= _SHORTEST and name.startswith(key.prefix))]
    if not found:
        raise NotFound("There is no such key.", hint="inhouse keys list shows those that there are.")
    if len(found) > 1:
        raise Conflict("Several keys begin so.", hint="Give the id: inhouse keys list --json")
    return found[0].id


async def _names(rooms: app.Rooms) -> dict[UUID, str]:
    """What groups, service accounts and keys are called. People are shown by their id: a list of all is long."""
    names = {group.id: group.name for group in await rooms.identity.groups.list(Console.HERE)}
    names |= {service.id: service.name for service in await rooms.identity.services.list(Console.HERE)}
    return names | {one.key.id: f"{one.key.prefix}..." for one in await rooms.identity.keys.list_all(Console.HERE)}


def _whom(rule: Rule, names: dict[UUID, str]) -> str:
    if rule.subject is None:
        return rule.kind.value if rule.kind is Kind.EVERYONE else f"each {rule.kind}"
    name = names.get(rule.subject, str(rule.subject))
    return f"each in {name}" if rule.kind is Kind.MEMBER else f"{rule.kind} {name}"


def _money(amount: str | None, currency: str | None) -> Money | None:
    if amount is None and currency is None:
        return None
    if amount is None or currency is None:
        raise click.UsageError("A budget has an amount and a currency: --budget 50 --currency EUR")
    try:
        micros = Decimal(amount) * _MICROS
        whole = int(micros)
    except (InvalidOperation, OverflowError, ValueError):
        raise click.UsageError(f"'{amount}' is not an amount of money. Write 50 or 12.50.") from None
    if whole != micros:
        raise click.UsageError("An amount has six decimals at most.")
    return Money(whole, currency.upper())


def _bounds(bounds: Bounds) -> list[str]:
    words = {"requests a minute": bounds.requests, "tokens a minute": bounds.tokens, "streams": bounds.streams}
    shown = [f"{figure} {word}" for word, figure in words.items() if figure is not None]
    if (budget := bounds.budget) is not None:
        shown.append(f"{Decimal(budget.micros) / _MICROS:f} {budget.currency} a month")
    return shown


def _shown(rule: Rule, whom: str) -> dict[str, str | int | None]:
    bounds = rule.bounds
    return {
        "id": str(rule.id),
        "kind": rule.kind.value,
        "subject": None if rule.subject is None else str(rule.subject),
        "for": whom,
        "model": rule.model,
        "requests_per_minute": bounds.requests,
        "tokens_per_minute": bounds.tokens,
        "streams": bounds.streams,
        "budget_micros": None if bounds.budget is None else bounds.budget.micros,
        "currency": None if bounds.budget is None else bounds.budget.currency,
    }
