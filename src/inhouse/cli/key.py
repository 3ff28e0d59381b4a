"""`inhouse key`: the master key, the epochs, and the keys of people. Keys for programs are `inhouse keys`."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import NotFound
from inhouse.vault.keeper import Keeper, KeyState


@click.group()
def key() -> None:
    """The keys over everything that is stored. Keys for programs are `inhouse keys`."""


@key.command("status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def key_status(*, as_json: bool) -> None:
    """Say where the master key is, whether its backup was seen, and when the epoch ends."""
    state = _kept(Keeper.state)
    if as_json:
        click.echo(json.dumps(_shown(state)))
        return
    for name, value in _shown(state).items():
        click.echo(f"{name:16} {'never' if value is None else value}")


@key.command("verify-backup")
@click.argument("file", type=click.Path(path_type=Path))
def key_verify_backup(file: Path) -> None:
    """Compare FILE, a copy of the master key, with the key in use, and note when that was."""
    state = _kept(lambda keeper: keeper.verify_backup(file))
    click.echo(f"{file} is a copy of the master key of generation {state.generation}. Keep it apart from the data.")


@key.command("rotate")
@click.option("--user", "email", help="The key of this person, not the master key.")
def key_rotate(email: str | None) -> None:
    """Replace the master key, or a person's key. Keys are wrapped anew; nothing that they sealed is touched."""
    if email is not None:
        with_rooms(lambda rooms: _rotate_person(rooms, email))
        click.echo(f"The key of {email} is another one now.")
        return
    state = _kept(Keeper.rotate_master)
    if state.file is None:
        click.echo(f"The root key is wrapped anew by '{state.custody}': generation {state.generation}.")
        return
    click.echo(f"The master key {state.file} is another one now: generation {state.generation}.")
    click.echo("Copy it to a safe place, then: inhouse key verify-backup COPY")
    click.echo("Servers that run go on. Where one has a copy of its own, give it the new one before its next start.")


@key.command("epoch")
@click.option("--now", is_flag=True, help="End the current epoch now instead of at its time.")
def key_epoch(*, now: bool) -> None:
    """Say when the epoch ends. What was deleted before its end is unreadable to everybody after it."""
    state = _kept(Keeper.end_epoch if now else Keeper.state)
    if now:
        click.echo("What was deleted until now is unreadable to whoever has no copy of the old key folder.")
    click.echo(f"Epoch {state.epoch.number} ends at {_moment(state.epoch.ends_at)}.")


def _kept(work: Callable[[Keeper], Awaitable[KeyState]]) -> KeyState:
    async def done(rooms: app.Rooms) -> KeyState:
        return await work(Keeper(rooms.store, rooms.vault))

    return with_rooms(done)


async def _rotate_person(rooms: app.Rooms, email: str) -> None:
    person = await rooms.identity.people.by_email(email)
    if person is None:
        raise NotFound(f"Nobody with the e-mail {email} can sign in here.")
    if not await Keeper(rooms.store, rooms.vault).rotate_person(person):
        raise NotFound(f"{email} has no key yet: nothing of theirs is stored.")


def _shown(state: KeyState) -> dict[str, str | int | bool | None]:
    return {
        "custody": state.custody,
        "file": None if state.file is None else str(state.file),
        "generation": state.generation,
        "wrapped_at": _moment(state.wrapped_at),
        "backup_verified": _moment(state.verified_at),
        "epoch": state.epoch.number,
        "epoch_ends": _moment(state.epoch.ends_at),
        "epoch_folder": str(state.epoch_folder),
        "overdue": state.overdue,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
