"""`inhouse ledger`: what left and what was done, for somebody who does not take our word for it."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from inhouse import app
from inhouse.cli.ledger_reconcile import ledger_match, ledger_reconcile
from inhouse.cli.rooms import load_settings, with_rooms
from inhouse.core.errors import InvalidRequest
from inhouse.ledger.alone import verifier_source
from inhouse.ledger.checkpoint import Checkpoint, VerifierKey, to_base64
from inhouse.ledger.published import Published
from inhouse.ledger.verify import Told
from inhouse.ledger.verify_alone import Asked, check_file, verify_folders

_PLACE = click.Path(path_type=Path)
_KEY = click.option(
    "--key", "keys", multiple=True, required=True, metavar="VKEY", help="Verifier key, or a file that holds some."
)


@click.group()
def ledger() -> None:
    """What left and what was done: export it, verify it, prove an entry. Verifying needs no server."""


@ledger.command()
@click.argument("folder", type=_PLACE)
def export(folder: Path) -> None:
    """Write all logs into FOLDER, with tiles and a signed checkpoint each. Again, and what is new is added."""

    def told(written: Checkpoint) -> None:
        click.echo(f"{written.origin}: {written.size} entries, root {to_base64(written.root)}")

    async def work(rooms: app.Rooms) -> None:
        await app.export_ledger(rooms, folder, told)

    try:
        with_rooms(work)
    except OSError as error:
        raise InvalidRequest(f"{folder} cannot be written: {error.strerror}.") from None


@ledger.command()
@click.argument("folders", nargs=-1, required=True, type=_PLACE, metavar="DIR...")
@_KEY
@click.option(
    "--since", multiple=True, type=_PLACE, metavar="CHECKPOINT", help="A checkpoint that was kept. Repeatable."
)
def verify(folders: tuple[Path, ...], keys: tuple[str, ...], since: tuple[Path, ...]) -> None:
    """Verify the logs in these folders, offline. Exit status 0: sound; 1: not, and why; 2: not looked at."""
    with _progress() as told:
        status = verify_folders(Asked(folders, keys, since), click.echo, told)
    sys.exit(status)


@ledger.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--log", help="The name of the log; not needed where there is one.")
@click.option("--from", "folder", type=_PLACE, help="A folder of an export, instead of the data folder.")
def prove(number: int, log: str | None, folder: Path | None) -> None:
    """Print the proof that entry NUMBER stands in a log (C2SP tlog-proof). It is checked by `inhouse ledger check`."""
    place = folder or load_settings().data_dir / "ledger"
    click.echo(Published(_log_in(place, log)).prove(number), nl=False)


@ledger.command()
@click.argument("proof", type=_PLACE)
@_KEY
@click.option("--entry", type=_PLACE, help="The entry, where the proof does not hold it.")
def check(proof: Path, keys: tuple[str, ...], entry: Path | None) -> None:
    """Check the proof of one entry, or a receipt, offline. Exit status 0: proved; 1: not; 2: not looked at."""
    sys.exit(check_file(proof, keys, entry, click.echo))


@ledger.command()
def verifier() -> None:
    """Print the program that verifies without us: one file, for Python with the library cryptography."""
    click.echo(verifier_source(), nl=False)


@ledger.command()
@click.option("--all", "show_all", is_flag=True, help="Also those that were replaced: what they signed stays signed.")
@click.option("--replace", is_flag=True, help="Make a new key that signs from now on. The one before is destroyed.")
def key(*, show_all: bool, replace: bool) -> None:
    """Print the verifier key, which auditors need. Give it to them by a way that does not lead through this server."""

    async def work(rooms: app.Rooms) -> list[VerifierKey]:
        keys = app.signing_keys(rooms)
        if replace:
            await keys.replace()
        await keys.current()
        return await keys.verifiers()

    found = with_rooms(work)
    for one in found if show_all else found[:1]:
        click.echo(str(one))


ledger.add_command(ledger_match)
ledger.add_command(ledger_reconcile)


def _log_in(place: Path, log: str | None) -> Path:
    """The folder of the log that is meant. Raises InvalidRequest."""
    if (place / "checkpoint").exists():
        return place
    there = sorted(found.parent for found in place.glob("*/checkpoint"))
    meant = [found for found in there if log is None or found.name == log]
    if len(meant) == 1:
        return meant[0]
    if not there:
        raise InvalidRequest(
            f"{place} holds no log.", hint="The server writes one; inhouse ledger export DIR does too."
        )
    raise InvalidRequest(
        "Say which log is meant with --log.", hint=f"There are: {', '.join(found.name for found in there)}"
    )


@contextmanager
def _progress() -> Generator[Told | None]:
    """A bar on a terminal, for logs that take a while."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="verifying", file=sys.stderr) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield told
