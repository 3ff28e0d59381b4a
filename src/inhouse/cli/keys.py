"""`inhouse keys`: keys for programs that speak to the API."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core import clock
from inhouse.core.caller import Door
from inhouse.core.errors import Conflict, InvalidRequest, NotFound
from inhouse.identity.access import Console
from inhouse.identity.key import ApiKey, KeyTerms, OwnedKey

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key: exactly one of the two is given."""

    email: str | None
    service: str | None


@click.group()
def keys() -> None:
    """Keys for programs that speak to the API."""


@keys.command("create")
@click.option("--user", "email", help="The e-mail of the person that the key acts for.")
@click.option("--service", help="The service account that the key belongs to; made if there is none of that name.")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--model", "models", multiple=True, help="Id of a model that it may ask. Repeatable; all if not given.")
@click.option(
    "--door", "doors", multiple=True, type=click.Choice([door.value for door in Door]), help="As --model, for doors."
)
@click.option("--address", "addresses", multiple=True, help="Network it may be used from: 192.0.2.0/24. Repeatable.")
@click.option("--expires", help="Lasts so long: 12h, 30d, 8w. For ever if not given.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def keys_create(email: str | None, service: str | None, *, as_json: bool, expires: str | None, **terms: str) -> None:
    """Make an API key. It is shown once."""
    owner = Owner(email, service)
    if (email is None) == (service is None):
        raise click.UsageError("Give --user or --service.")
    wanted = KeyTerms(
        terms["name"],
        tuple(terms["models"]),
        tuple(Door(door) for door in terms["doors"]),
        tuple(terms["addresses"]),
        None if expires is None else clock.now() + lasts(expires),
    )

    async def work(rooms: app.Rooms) -> tuple[ApiKey, str]:
        return await _create(rooms, owner, wanted)

    made, secret = with_rooms(work)
    click.echo(json.dumps({**_shown(made), "key": secret}) if as_json else secret)


@keys.command("list")
@click.option("--user", "email", help="Those of one person.")
@click.option("--service", help="Those of one service account.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def keys_list(email: str | None, service: str | None, *, as_json: bool) -> None:
    """List the keys that there are: whose they are, what they may, when they were used. Never the keys themselves."""

    async def work(rooms: app.Rooms) -> list[OwnedKey]:
        return [one for one in await rooms.identity.keys.list_all(Console.HERE) if _is_of(one, Owner(email, service))]

    found = with_rooms(work)
    if as_json:
        click.echo(json.dumps([{**_shown(one.key), "owner": one.owner.email or one.owner.name} for one in found]))
        return
    for one in found:
        shown = _shown(one.key)
        terms = {"models": one.key.terms.models, "doors": one.key.terms.doors, "addresses": one.key.terms.addresses}
        limits = [f"{word}: {', '.join(entries)}" for word, entries in terms.items() if entries]
        ends = [f"until {shown['expires_at']}"] if shown["expires_at"] else []
        used = f"used {shown['last_used_at']}" if shown["last_used_at"] else "never used"
        whose = one.owner.email or f"service {one.owner.name}"
        click.echo("  ".join([f"{one.key.prefix}...", whose, one.key.terms.name, *limits, *ends, used]))


@keys.command("revoke")
@click.argument("key")
def keys_revoke(key: str) -> None:
    """Revoke the key with that id, or that begins so. Running servers refuse it within a second."""

    async def work(rooms: app.Rooms) -> None:
        found = [one.key for one in await rooms.identity.keys.list_all(Console.HERE) if _is_called(one.key, key)]
        if not found:
            raise NotFound("There is no such key.", hint="inhouse keys list shows those that there are.")
        if len(found) > 1:
            raise Conflict("Several keys begin so.", hint="Give the id: inhouse keys list --json")
        await rooms.identity.keys.revoke_any(Console.HERE, found[0].id)

    with_rooms(work)
    click.echo("The key is revoked.")


def lasts(text: str) -> timedelta:
    """How long '12h', '30d' or '8w' is. Raises InvalidRequest."""
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", text.strip())
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < length <= _LONGEST:
        raise InvalidRequest(f"'{text}' is not a length of time.", hint="Write 90m, 12h, 30d or 8w, ten years at most.")
    return length


async def _create(rooms: app.Rooms, owner: Owner, terms: KeyTerms) -> tuple[ApiKey, str]:
    if owner.email is not None:
        return await rooms.identity.keys.create_for(owner.email, terms)
    name = owner.service or ""
    service: UUID | None = await rooms.identity.services.named(Console.HERE, name)
    if service is None:
        service = (await rooms.identity.services.create(Console.HERE, name)).id
        click.echo(f"The service account {name} is new.", err=True)
    return await rooms.identity.keys.create_for_service(Console.HERE, service, terms)


def _is_of(one: OwnedKey, owner: Owner) -> bool:
    if owner.email is not None:
        return (one.owner.email or "").casefold() == owner.email.casefold()
    return owner.service is None or (one.owner.email is None and one.owner.name.casefold() == owner.service.casefold())


def _is_called(one: ApiKey, key: str) -> bool:
    return str(one.id) == key or one.prefix == key[: len(one.prefix)]


def _shown(one: ApiKey) -> dict[str, str | list[str] | None]:
    def moment(at: datetime | None) -> str | None:
        return None if at is None else at.isoformat(timespec="seconds")

    terms = one.terms
    return {
        "id": str(one.id),
        "name": terms.name,
        "prefix": one.prefix,
        "models": list(terms.models),
        "doors": [door.value for door in terms.doors],
        "addresses": list(terms.addresses),
        "created_at": moment(one.created_at),
        "expires_at": moment(terms.expires_at),
        "last_used_at": moment(one.last_used_at),
    }
