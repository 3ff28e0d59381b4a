"""`inhouse keys`: keys for programs that speak to the API."""

import json

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms


@click.group()
def keys() -> None:
    """Keys for programs that speak to the API."""


@keys.command("create")
@click.option("--user", "email", required=True, help="The e-mail of the person that the key acts for.")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def keys_create(email: str, name: str, *, as_json: bool) -> None:
    """Make an API key. It is shown once."""

    async def work(rooms: app.Rooms) -> str:
        return await rooms.identity.keys.create_for(email, name)

    key = with_rooms(work)
    click.echo(json.dumps({"key": key}) if as_json else key)
