"""`inhouse groups` and `inhouse services`: who is treated alike, and identities for programs."""

import json
from uuid import UUID

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import NotFound
from inhouse.identity.access import Console
from inhouse.identity.errors import ServiceUnknown
from inhouse.identity.group import Group, Service


@click.group()
def groups() -> None:
    """Groups of people and service accounts."""


@groups.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def groups_list(*, as_json: bool) -> None:
    """List the groups with their members."""

    async def work(rooms: app.Rooms) -> list[Group]:
        return list(await rooms.identity.groups.list(Console.HERE))

    found = with_rooms(work)
    members = {group.id: [member.email or f"service {member.name}" for member in group.members] for group in found}
    if as_json:
        rows = [{"id": str(group.id), "name": group.name, "members": members[group.id]} for group in found]
        click.echo(json.dumps(rows))
        return
    for group in found:
        click.echo(f"{group.name}: {', '.join(members[group.id]) or 'nobody'}")


@groups.command("create")
@click.argument("name")
def groups_create(name: str) -> None:
    """Make an empty group and print its id."""

    async def work(rooms: app.Rooms) -> Group:
        return await rooms.identity.groups.create(Console.HERE, name)

    click.echo(with_rooms(work).id)


@groups.command("add")
@click.argument("group")
@click.option("--user", "email", help="The e-mail of a person.")
@click.option("--service", help="The name of a service account.")
def groups_add(group: str, email: str | None, service: str | None) -> None:
    """Put a person or a service account into GROUP."""

    async def work(rooms: app.Rooms) -> None:
        found = await rooms.identity.groups.named(Console.HERE, group)
        await rooms.identity.groups.add_member(Console.HERE, found.id, await _member(rooms, email, service))

    _check_one_of(email, service)
    with_rooms(work)
    click.echo(f"{email or service} is in {group}.")


@groups.command("remove-member")
@click.argument("group")
@click.option("--user", "email", help="The e-mail of a person.")
@click.option("--service", help="The name of a service account.")
def groups_remove_member(group: str, email: str | None, service: str | None) -> None:
    """Take a person or a service account out of GROUP."""

    async def work(rooms: app.Rooms) -> None:
        found = await rooms.identity.groups.named(Console.HERE, group)
        await rooms.identity.groups.remove_member(Console.HERE, found.id, await _member(rooms, email, service))

    _check_one_of(email, service)
    with_rooms(work)
    click.echo(f"{email or service} is not in {group} any more.")


@groups.command("delete")
@click.argument("group")
def groups_delete(group: str) -> None:
    """Delete GROUP. Its members stay."""

    async def work(rooms: app.Rooms) -> None:
        found = await rooms.identity.groups.named(Console.HERE, group)
        await rooms.identity.groups.remove(Console.HERE, found.id)

    with_rooms(work)
    click.echo(f"The group {group} is deleted.")


@click.group()
def services() -> None:
    """Service accounts: identities for programs. Their keys are made by `inhouse keys create --service`."""


@services.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def services_list(*, as_json: bool) -> None:
    """List the service accounts."""

    async def work(rooms: app.Rooms) -> list[Service]:
        return list(await rooms.identity.services.list(Console.HERE))

    found = with_rooms(work)
    if as_json:
        click.echo(json.dumps([{"id": str(one.id), "name": one.name, "keys": one.keys} for one in found]))
        return
    for one in found:
        click.echo(f"{one.name}: {one.keys} {'key' if one.keys == 1 else 'keys'}")


@services.command("create")
@click.argument("name")
def services_create(name: str) -> None:
    """Make a service account and print its id."""

    async def work(rooms: app.Rooms) -> Service:
        return await rooms.identity.services.create(Console.HERE, name)

    click.echo(with_rooms(work).id)


@services.command("delete")
@click.argument("name")
def services_delete(name: str) -> None:
    """Delete a service account and revoke its keys."""

    async def work(rooms: app.Rooms) -> None:
        await rooms.identity.services.remove(Console.HERE, await _service(rooms, name))

    with_rooms(work)
    click.echo(f"The service account {name} is deleted, and its keys are refused.")


def _check_one_of(email: str | None, service: str | None) -> None:
    if (email is None) == (service is None):
        raise click.UsageError("Give --user or --service.")


async def _member(rooms: app.Rooms, email: str | None, service: str | None) -> UUID:
    if email is None:
        return await _service(rooms, service or "")
    found = await rooms.identity.people.by_email(email)
    if found is None:
        raise NotFound(f"Nobody with the e-mail {email} can sign in here.")
    return found


async def _service(rooms: app.Rooms, name: str) -> UUID:
    found = await rooms.identity.services.named(Console.HERE, name)
    if found is None:
        raise ServiceUnknown(
            f"There is no service account '{name}'.", hint="inhouse services list shows those that there are."
        )
    return found
