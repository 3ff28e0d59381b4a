"""`inhouse backup`: sealed copies of the content and of its keys, and putting them back."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from inhouse.app import backups
from inhouse.cli.rooms import load_settings, run
from inhouse.store.backup import Lock, Passphrase, Recipient, Secret
from inhouse.store.backup.backup import Kind, about, verify
from inhouse.store.backup.sealed import Identity, make_pair

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, path_type=Path)
_SHOWN_BYTES = 32 * 1024 * 1024


@click.group()
def backup() -> None:
    """Sealed backups. The content and its wrapped keys are two files: neither is worth anything without the other."""


def _sealing(command: F) -> F:
    recipient = click.option("--recipient", type=_FILE, help="Seal for this key; whoever holds its other half opens.")
    return click.option("--passphrase-file", type=_FILE, help="Seal by the first line of this file.")(
        recipient(command)
    )


def _opening(command: F) -> F:
    identity = click.option("--identity", type=_FILE, help="The other half of the key that it was sealed for.")
    return click.option("--passphrase-file", type=_FILE, help="The first line of this file opens.")(identity(command))


@backup.command("create")
@click.argument("file", type=_FILE)
@_sealing
def backup_create(file: Path, passphrase_file: Path | None, recipient: Path | None) -> None:
    """Write everything but the wrapped keys into the new FILE, as it is at one moment. The server may run."""
    _create(file, Kind.CONTENT, _lock(passphrase_file, recipient))


@backup.command("keys")
@click.argument("file", type=_FILE)
@_sealing
def backup_keys(file: Path, passphrase_file: Path | None, recipient: Path | None) -> None:
    """Write the wrapped keys into the new FILE. Keep it for a short time: it brings back what is shredded later."""
    _create(file, Kind.KEYS, _lock(passphrase_file, recipient))
    click.echo("Keep it apart from the content and from the master key, and replace it within days.")


@backup.command("restore")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@_opening
def backup_restore(files: tuple[Path, ...], passphrase_file: Path | None, identity: Path | None) -> None:
    """Put a backup of the content and one of the keys back, into an empty data folder or a new database."""
    settings = load_settings()
    rows = run(backups.restore(settings, files, _secret(passphrase_file, identity), _Told()))
    click.echo(f"{sum(rows.values()):,} rows in {len(rows)} tables are back.")
    if settings.key_provider == "file" and not settings.master_key_file.exists():
        click.echo(f"Put the master key of that installation back, with mode 600: {settings.master_key_file}")
    click.echo("Then start the server.")


@backup.command("verify")
@click.argument("file", type=_FILE)
@_opening
def backup_verify(file: Path, passphrase_file: Path | None, identity: Path | None) -> None:
    """Open FILE to its last byte and say what is in it; exit status 1 when it is not whole."""
    said = about(file)
    rows = run(verify(file, _secret(passphrase_file, identity)))
    click.echo(f"{file} is whole: {said.kind.value} of {said.made_at:%Y-%m-%d %H:%M} UTC, {sum(rows.values()):,} rows")


@backup.command("keypair")
@click.argument("identity", type=_FILE)
@click.argument("recipient", type=_FILE)
def backup_keypair(identity: Path, recipient: Path) -> None:
    """Make a pair of keys: IDENTITY opens backups and is kept elsewhere, RECIPIENT seals them and stays here."""
    for path, line in zip((identity, recipient), make_pair(), strict=True):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise click.UsageError(f"{path} cannot be written: {error.strerror}.") from error
        with os.fdopen(handle, "w") as file:
            file.write(line)
    click.echo(f"Keep {identity} away from this machine. Without it no backup that is sealed for it opens.")


class _Told:
    """Says how far it is, every now and then."""

    def __init__(self) -> None:
        self._shown = 0

    def __call__(self, table: str, size: int) -> None:
        if size < self._shown:
            self._shown = 0
        if size - self._shown >= _SHOWN_BYTES:
            self._shown = size
            click.echo(f"{table}: {size // 1_000_000:,} MB", err=True)


def _create(file: Path, kind: Kind, lock: Lock) -> None:
    rows = run(backups.create(load_settings(), file, lock, kind, _Told()))
    size = file.stat().st_size
    click.echo(f"{file}: {sum(rows.values()):,} rows of {len(rows)} tables, {size / 1_000_000:,.1f} MB")


def _lock(passphrase: Path | None, recipient: Path | None) -> Lock:
    if (passphrase is None) == (recipient is None):
        raise click.UsageError("Give either --passphrase-file or --recipient.")
    return Passphrase.read(passphrase) if passphrase is not None else Recipient.read(recipient or Path())


def _secret(passphrase: Path | None, identity: Path | None) -> Secret:
    if (passphrase is None) == (identity is None):
        raise click.UsageError("Give either --passphrase-file or --identity.")
    return Passphrase.read(passphrase) if passphrase is not None else Identity.read(identity or Path())
