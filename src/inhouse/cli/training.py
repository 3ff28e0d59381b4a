"""`inhouse training` and `inhouse export training`: what is allowed, and the texts of those who said yes."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from inhouse import app
from inhouse.chat.training import Manifest
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import Conflict, InvalidRequest
from inhouse.identity.access import Console
from inhouse.identity.consent import Rule
from inhouse.identity.consents import Consents

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@click.group()
def training() -> None:
    """Whether people may let their chats be used for training. It is forbidden until you allow it."""


@training.command("show")
def training_show() -> None:
    """Show what is allowed."""
    _say(with_rooms(lambda rooms: Consents(rooms.store).rule()))


@training.command("allow")
@click.argument("purpose")
def training_allow(purpose: str) -> None:
    """Let people say yes to PURPOSE: what would be trained, for whom, how long the texts are kept."""
    _say(with_rooms(lambda rooms: Consents(rooms.store).allow(Console.HERE, purpose)))


@training.command("forbid")
def training_forbid() -> None:
    """Let nothing be used, whatever anybody said."""
    _say(with_rooms(lambda rooms: Consents(rooms.store).forbid(Console.HERE)))


@click.group()
def export() -> None:
    """Take out what people gave."""


@export.command("training")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--names/--no-names", default=True, show_default=True, help="Take out names of persons and places too.")
def export_training(file: Path, *, names: bool) -> None:
    """Write the conversations of people who said yes to FILE, one JSON object a line, for fine-tuning.

    Each message's latest word counts, at this moment. What the guard finds is taken out for good. FILE.manifest.json
    says what it rests on, and the export goes on record.
    """
    for path in (file, _manifest_of(file)):
        if path.exists():
            raise Conflict(f"{path} is there already.", hint="Name another file: an export is never written over.")
    try:
        manifest = with_rooms(lambda rooms: _write(rooms, file, names=names))
    except OSError as error:
        raise InvalidRequest(
            f"{file} cannot be written: {error.strerror}.", hint="Name a file in a folder that is there and has room."
        ) from None
    click.echo(f"{manifest.examples} conversations of {manifest.people} people")
    if manifest.left_out:
        click.echo(f"{manifest.left_out} left out: the guard could not read them, or they are marked as confidential")
    click.echo(f"sha256 {manifest.sha256}")


async def _write(rooms: app.Rooms, file: Path, *, names: bool) -> Manifest:
    unfinished = file.with_name(f".{file.name}.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            async with app.training(rooms, names=names) as exporting:
                manifest = await exporting.export(out.write)
            out.flush()
            os.fsync(handle)
        with os.fdopen(os.open(_manifest_of(file), _NEW, 0o600), "wb") as beside:
            beside.write(manifest.encode())
        unfinished.rename(file)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return manifest


def _manifest_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.manifest.json")


def _say(rule: Rule) -> None:
    if rule.allowed:
        click.echo(f"allowed, version {rule.version}: {rule.purpose}")
    else:
        click.echo("forbidden: nobody can say yes, and nothing is exported")
