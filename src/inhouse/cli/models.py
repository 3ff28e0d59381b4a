"""`inhouse models`: the models that people can choose."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from inhouse import app
from inhouse.cli.account_options import (
    ability_options,
    account_options,
    group_ids,
    note_unseen_key,
    written,
)
from inhouse.cli.pulling import Allowed, Bar, fetch, named_hosts
from inhouse.cli.rooms import with_rooms
from inhouse.core.destination import DestinationClass
from inhouse.models.changes import Change, NewModel, Offer
from inhouse.models.check import Report
from inhouse.models.pull import HUB, Pull, Pulled
from inhouse.models.records import ModelRecord, Place, Rows
from inhouse.models.written import abilities, account_change, new_account

_BY = "the command line"


@click.group()
def models() -> None:
    """The models that people can choose."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def models_list(*, as_json: bool) -> None:
    """List the models of the catalogue, disabled ones too."""

    async def work(rooms: app.Rooms) -> Rows:
        return await rooms.catalogue.rows()

    rows = with_rooms(work)
    found = [_row(record, rows) for record in rows.models]
    if as_json:
        click.echo(json.dumps(found))
        return
    for model in found:
        notes = "default" if model["default"] else "" if model["enabled"] else "disabled"
        click.echo(f"{model['id']:24} {model['kind']:8} {'/'.join(model['terms']):16} {notes:9} {model['name']}")


@models.command("add")
@click.argument("name")
@account_options(adding=True)
@ability_options
@click.option("--upstream-model", required=True, help="The model's name at its server; at Azure the deployment's.")
@click.option("--fit-for-work", is_flag=True, help="Good enough for titles and summaries too.")
@click.option("--default", "make_default", is_flag=True, help="New chats start with it.")
@click.option("--disabled", is_flag=True, help="Nobody sees it yet; it can be tested.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def models_add(name: str, *, upstream_model: str, as_json: bool, **options: object) -> None:
    """Offer a model under NAME, and print its id."""
    given = written(options)
    wanted = new_account(given)

    async def work(rooms: app.Rooms) -> ModelRecord:
        offer = Offer(
            name=name,
            abilities=abilities(given),
            description=given["description"],
            fallback=tuple(given["fallback"]),
            groups=await group_ids(rooms, given["groups"]),
            fit_for_work=given["fit_for_work"],
            make_default=given["make_default"],
            enabled=not given["disabled"],
        )
        return await rooms.changes.offer_at(wanted, upstream_model, offer, _BY)

    record = with_rooms(work)
    note_unseen_key(wanted)
    click.echo(json.dumps({"id": record.id, "name": record.name}) if as_json else record.id)


@models.command("edit")
@click.argument("model_id", metavar="ID")
@account_options(adding=False)
@ability_options
@click.option("--name", help="Another name; the id stays.")
@click.option("--upstream-model", help="Another name of the model at its server.")
@click.option(
    "--add-place", "more", multiple=True, metavar="ACCOUNT=MODEL[*WEIGHT]", help="One more place. Repeatable."
)
@click.option("--remove-place", "fewer", multiple=True, metavar="ACCOUNT", help="Answer there no more. Repeatable.")
@click.option("--fit-for-work/--not-fit-for-work", default=None, help="Good enough for titles and summaries too.")
@click.option("--default", "make_default", is_flag=True, help="New chats start with it.")
@click.option("--enable/--disable", "enabled", default=None, help="Whether anybody may use it.")
@click.option("--everybody", is_flag=True, help="No longer for certain groups only.")
def models_edit(model_id: str, **options: object) -> None:
    """Change a model, and with it the account of its first place."""
    given = written(options)
    change_of_account = account_change(given)

    async def work(rooms: app.Rooms) -> None:
        if change_of_account is not None:
            record = _find(await rooms.changes.every(), model_id)
            if not record.places:
                raise click.UsageError("This model runs on this machine and has no account.")
            await rooms.accounts.change(record.places[0].account, change_of_account, _BY)
        groups = None
        if given["groups"] or given["everybody"]:
            groups = await group_ids(rooms, given["groups"])
        change = Change(
            name=given["name"],
            fit_for_work=given["fit_for_work"],
            default=True if given["make_default"] else None,
            enabled=given["enabled"],
            description=given["description"],
            places=_places(await rooms.catalogue.rows(), model_id, given),
            abilities=abilities(given),
            fallback=tuple(given["fallback"]) or None,
            groups=groups,
        )
        await rooms.changes.change(model_id, change)

    with_rooms(work)
    click.echo(f"{model_id} is changed.")


@models.command("remove")
@click.argument("model_id", metavar="ID")
def models_remove(model_id: str) -> None:
    """Take a model out of the catalogue; its file stays. An account that no model is at any more goes with its key."""

    async def work(rooms: app.Rooms) -> None:
        record = _find(await rooms.changes.every(), model_id)
        await rooms.changes.remove(model_id)
        used = {place.account for other in await rooms.changes.every() for place in other.places}
        for account in {place.account for place in record.places} - used:
            await rooms.accounts.remove(account)

    with_rooms(work)
    click.echo(f"{model_id} is no longer offered.")


@models.command("test")
@click.argument("model_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def models_test(model_id: str, *, as_json: bool) -> None:
    """Ask a model at each of its places, and say what is wrong; exit status 0 when it answers at all of them."""
    report = with_rooms(lambda rooms: app.check_model(rooms, model_id))
    if as_json:
        click.echo(json.dumps(_told(report)))
    else:
        for place in report.places:
            click.echo(f"{'ok ' if place.ok else 'NOT'} {place.destination}, {place.upstream_model}: {place.message}")
            if place.hint:
                click.echo(f"    {place.hint}")
    if not report.ok:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A place as it is written: ACCOUNT=MODEL*WEIGHT."""

    account: str
    upstream_model: str
    weight: int

    @classmethod
    def read(cls, text: str) -> "_Wanted":
        account, equals, model = text.partition("=")
        name, star, weight = model.rpartition("*")
        if not star or not weight.isdecimal():
            name, weight = model, "1"
        if not equals or not account or not name:
            raise click.UsageError("A place is written ACCOUNT=MODEL or ACCOUNT=MODEL*WEIGHT.")
        return cls(account, name, int(weight))


def _places(rows: Rows, model_id: str, options: dict[str, Any]) -> tuple[Place, ...] | None:
    """The model's places as they will be, None if they stay."""
    if not (options["more"] or options["fewer"] or options["upstream_model"]):
        return None
    ids = {account.name: account.id for account in rows.accounts} | {str(one.id): one.id for one in rows.accounts}
    asked = [_Wanted.read(text) for text in options["more"]]
    for name in (*options["fewer"], *(place.account for place in asked)):
        if name not in ids:
            raise click.UsageError(f"There is no account {name}: inhouse accounts list shows those that there are.")
    places = list(_find(rows.models, model_id).places)
    if options["upstream_model"] and places:
        places[0] = Place(places[0].account, options["upstream_model"], places[0].weight)
    gone = {ids[name] for name in options["fewer"]}
    kept = [place for place in places if place.account not in gone]
    return (*kept, *(Place(ids[place.account], place.upstream_model, place.weight) for place in asked))


def _find(records: Sequence[ModelRecord], model_id: str) -> ModelRecord:
    for record in records:
        if record.id == model_id:
            return record
    raise click.UsageError(f"There is no model {model_id}: inhouse models list shows those that there are.")


def _row(record: ModelRecord, rows: Rows) -> dict[str, Any]:
    accounts = {account.id: account for account in rows.accounts}
    at = [accounts[place.account] for place in record.places]
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind.value,
        "enabled": record.enabled,
        "default": record.is_default,
        "upstream_model": record.upstream_model,
        "accounts": [account.name for account in at],
        "endpoints": [account.endpoint.url for account in at],
        "terms": sorted({account.destination_class.value for account in at}) or [DestinationClass.LOCAL.value],
        "fallback": list(record.fallback),
        "groups": sorted(str(group) for group in record.groups),
        "fit_for_work": record.fit_for_work,
    }


def _told(report: Report) -> dict[str, Any]:
    places = [
        {
            "destination": place.destination,
            "upstream_model": place.upstream_model,
            "ok": place.ok,
            "code": place.code,
            "message": place.message,
            "hint": place.hint,
            "seconds": place.seconds,
            "line": place.line,
        }
        for place in report.places
    ]
    return {"model": report.model, "ok": report.ok, "places": places}


@models.command("pull")
@click.argument("source")
@click.option("--file", help="Which file of a repository.")
@click.option("--sha256", help="What its SHA-256 must be. A hub tells it by itself.")
@click.option("--allow", multiple=True, metavar="HOST", help="Another host that it may come from. Repeatable.")
@click.option("--terms", type=click.Choice(["private", "external"]), default="external", help="Where the hosts are.")
@click.option("--hub", default=HUB, help="The hub, or a mirror of it.")
@click.option("--offer", metavar="NAME", help="Offer it under this name when it is there.")
def models_pull(source: str, **options: object) -> None:
    """Fetch a model file (GGUF): SOURCE is a file, an address (https://...), or a repository of a hub (owner/name).

    An interrupted download goes on where it stopped. Another host than the one you name is connected to only if you
    allow it.
    """
    given: dict[str, Any] = options

    async def work(rooms: app.Rooms) -> tuple[Pulled, str | None]:
        outside, folder = rooms.ground.outside, rooms.ground.settings.data_dir / "models"
        allow = Allowed({*given["allow"], *named_hosts(source, given["hub"])})
        pull = Pull(outside.client, outside.destinations, folder, allow, DestinationClass(given["terms"]))
        with Bar() as bar:
            pulled = await fetch(pull, source, given, bar)
        if given["offer"] is None:
            return pulled, None
        new = NewModel(f"gguf:{pulled.path.name}", None, given["offer"], fit_for_work=False, make_default=False)
        return pulled, (await rooms.changes.add(new, _BY, load=False)).id

    pulled, model_id = with_rooms(work)
    click.echo(f"{pulled.path} is there, SHA-256 {pulled.sha256}", err=True)
    click.echo(pulled.path.name if model_id is None else model_id)
