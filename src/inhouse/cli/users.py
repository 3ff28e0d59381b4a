"""`inhouse users`: the people who use Inhouse."""

import sys

import click

from inhouse import app
from inhouse.chat.own.erasure import Erasure
from inhouse.chat.removal import Receipt
from inhouse.cli.rooms import with_rooms
from inhouse.identity.access import Console
from inhouse.identity.errors import PersonUnknown


@click.group()
def users() -> None:
    """The people who use Inhouse."""


@users.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--admin", is_flag=True, help="May administer; administrators still cannot read chats.")
@click.option("--auditor", is_flag=True, help="May see the page Proof: counts, checkpoints, promises.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
def users_create(email: str, name: str, *, admin: bool, auditor: bool, password_stdin: bool) -> None:
    """Make a person who can sign in."""
    password = _password(from_stdin=password_stdin)

    async def work(rooms: app.Rooms) -> None:
        await rooms.identity.people.create(email, name, password, admin=admin, auditor=auditor)

    with_rooms(work)
    click.echo(f"{email} can sign in.")


@users.command("role")
@click.option("--email", required=True)
@click.argument("role", type=click.Choice(("member", "auditor", "administrator")))
def users_role(email: str, role: str) -> None:
    """Give a person a role. An auditor sees the page Proof, and nothing else of others. It goes on record."""

    async def work(rooms: app.Rooms) -> None:
        person = await rooms.identity.people.by_email(email, disabled=True)
        if person is None:
            raise PersonUnknown(f"There is nobody with the e-mail {email}.")
        await rooms.identity.people.change_role(person, admin=role == "administrator", auditor=role == "auditor")

    with_rooms(work)
    click.echo(f"{email} is {'an' if role[0] == 'a' else 'a'} {role}.")


@users.command("link")
@click.option("--email", required=True)
def users_link(email: str) -> None:
    """Print a one-time link by which a person chooses a new password."""

    async def work(rooms: app.Rooms) -> str:
        return (await rooms.identity.links.new_password(email)).path

    click.echo(with_rooms(work))


@users.command("erase")
@click.option("--email", required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
def users_erase(email: str, *, yes: bool) -> None:
    """Erase a person's account: their keys are destroyed, and everything that is theirs. Nothing brings it back."""
    if not yes:
        click.confirm(f"Erase {email} and everything that is theirs, for good?", abort=True)

    async def work(rooms: app.Rooms) -> Receipt:
        person = await rooms.identity.people.by_email(email, disabled=True)
        if person is None:
            raise PersonUnknown(f"There is nobody with the e-mail {email}.")
        return await Erasure(rooms.store, rooms.vault, rooms.identity).other(Console.HERE, person)

    receipt = with_rooms(work)
    click.echo(f"{email} is erased. Receipt {receipt.act}")
    click.echo(f"unreadable through Inhouse from {receipt.unreadable_here:%Y-%m-%d %H:%M} UTC")
    click.echo(
        f"unreadable to whoever holds disk, logs and master key from {receipt.unreadable_anywhere:%Y-%m-%d %H:%M} UTC"
    )


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered
