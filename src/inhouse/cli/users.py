"""`inhouse users`: the people who use Inhouse."""

import sys

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms


@click.group()
def users() -> None:
    """The people who use Inhouse."""


@users.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--admin", is_flag=True, help="May administer; administrators still cannot read chats.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
def users_create(email: str, name: str, *, admin: bool, password_stdin: bool) -> None:
    """Make a person who can sign in."""
    password = _password(from_stdin=password_stdin)

    async def work(rooms: app.Rooms) -> None:
        await rooms.identity.people.create(email, name, password, admin=admin)

    with_rooms(work)
    click.echo(f"{email} can sign in.")


@users.command("link")
@click.option("--email", required=True)
def users_link(email: str) -> None:
    """Print a one-time link by which a person chooses a new password."""

    async def work(rooms: app.Rooms) -> str:
        return (await rooms.identity.links.new_password(email)).path

    click.echo(with_rooms(work))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
