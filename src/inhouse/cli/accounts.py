"""`inhouse accounts`: where models answer, with keys and data terms."""

import json

import click

from inhouse import app
from inhouse.cli.account_options import account_options, written
from inhouse.cli.rooms import with_rooms
from inhouse.models.account import Account
from inhouse.models.written import account_change

_BY = "the command line"


@click.group()
def accounts() -> None:
    """Accounts at providers, and model servers of your own. `models add` makes them."""


@accounts.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts_list(*, as_json: bool) -> None:
    """List the accounts. No key is ever shown."""

    async def work(rooms: app.Rooms) -> tuple[Account, ...]:
        return await rooms.accounts.every()

    found = with_rooms(work)
    if as_json:
        click.echo(json.dumps([_row(account) for account in found]))
        return
    for account in found:
        key = account.credential.kind.value + (f" {account.credential.place}" if account.credential.place else "")
        where = account.destination_class.value
        notes = "" if account.enabled else " (disabled)"
        click.echo(f"{account.name}{notes}: {account.endpoint.url}, {account.wire.value}, {where}, key: {key}")


@accounts.command("edit")
@click.argument("name")
@account_options(adding=False)
@click.option("--enable/--disable", "enabled", default=None, help="Whether anything may go there.")
def accounts_edit(name: str, *, enabled: bool | None, **options: object) -> None:
    """Change the account NAME; --account renames it. At another host its key has to be given again."""
    change = account_change(written(options) | {"enabled": enabled})
    if change is None:
        raise click.UsageError("Say what to change.")

    async def work(rooms: app.Rooms) -> None:
        await rooms.accounts.change((await _find(rooms, name)).id, change, _BY)

    with_rooms(work)
    click.echo(f"{name} is changed.")


@accounts.command("remove")
@click.argument("name")
def accounts_remove(name: str) -> None:
    """Remove an account and its key; its models have to be removed first."""

    async def work(rooms: app.Rooms) -> None:
        await rooms.accounts.remove((await _find(rooms, name)).id)

    with_rooms(work)
    click.echo(f"{name} is removed.")


async def _find(rooms: app.Rooms, name: str) -> Account:
    for account in await rooms.accounts.every():
        if name in {account.name, str(account.id)}:
            return account
    raise click.UsageError(f"There is no account {name}: inhouse accounts list shows those that there are.")


def _row(account: Account) -> dict[str, str | int | bool | None]:
    return {
        "id": str(account.id),
        "name": account.name,
        "endpoint": account.endpoint.url,
        "wire": account.wire.value,
        "api_version": account.endpoint.api_version,
        "terms": account.destination_class.value,
        "credential": account.credential.kind.value,
        "at_once": account.at_once,
        "enabled": account.enabled,
    }
