"""`inhouse ledger match` and `reconcile`: the ledger held against what others kept or counted."""

import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from pathlib import Path

import click

from inhouse import app
from inhouse.app.matching import Matched, calls_in_ledger, log_here, match
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import InvalidRequest
from inhouse.ledger.reconcile import Call, CsvWrong, Outside, against_firewall, against_usage

_FILE = click.Path(path_type=Path, allow_dash=True)
_SAID = {
    Matched.SAME: (0, "Same: these are exactly the bytes that left."),
    Matched.OTHER: (1, "Other: these are not the bytes that left."),
    Matched.NO_KEY: (2, "Nobody can tell any more: the key was destroyed with the chat or the person, or never kept."),
    Matched.NO_ENTRY: (2, "There is no such entry."),
    Matched.NO_BODY: (2, "With this entry nothing left: it is a refusal, an outcome or an act."),
}


@click.command("match")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--body", required=True, type=_FILE, help="The bytes of the request's body; - is standard input.")
@click.option("--log", help="The name of the log; this server's if not given.")
def ledger_match(number: int, body: Path, log: str | None) -> None:
    """Say whether the bytes in a file are those that left with entry NUMBER.

    The entry holds no content, only a commitment under the key of its chat or account: this asks the database for it.
    Exit status 0: the same; 1: others; 2: it cannot be told.
    """
    content = _bytes(body)

    async def work(rooms: app.Rooms) -> Matched:
        return await match(rooms, log or log_here(rooms), number, content)

    status, words = _SAID[with_rooms(work)]
    click.echo(words)
    sys.exit(status)


@click.command("reconcile")
@click.option("--provider-usage", type=_FILE, metavar="CSV", help="The provider's usage export.")
@click.option("--firewall", type=_FILE, metavar="CSV", help="The connections that the firewall saw.")
@click.option(
    "--destination", "destinations", multiple=True, metavar="NAME[=HOST]", help="As entries name it. Repeatable."
)
def ledger_reconcile(provider_usage: Path | None, firewall: Path | None, destinations: tuple[str, ...]) -> None:
    """Count what a provider or a firewall saw and the ledger does not hold. All of it must be 0.

    \b
    --provider-usage: one line for each period, with the columns
      start_time or date      seconds since 1970 or ISO 8601; without end_time it lasts a day (UTC)
      num_model_requests      calls (also n_requests, requests, Azure OpenAI Requests)
      input_tokens            (also prompt_tokens, n_context_tokens_total, Processed Prompt Tokens)
      output_tokens           (also completion_tokens, n_generated_tokens_total, Generated Completion Tokens)
    Lines of one period are added, so exports by model, project or key are fine. Name the provider's
    destination with --destination, or all are taken together.

    \b
    --firewall: one line for each connection of the server, with the columns
      start, end              as above; without end the moment itself
      host                    name (SNI) or address (also destination, dst, server_name)
      bytes_out               what the server sent (also bytes_sent, orig_bytes)
    --destination NAME=HOST says where a destination is; without it its host is its name.

    Clocks may differ by five minutes. Exit status 0: nothing is outside the ledger; 1: something is; 2: not looked at.
    """  # noqa: D301 (the backspaces are for click: they keep lines as they are)
    if (provider_usage is None) == (firewall is None):
        raise click.UsageError("Give --provider-usage or --firewall.")
    text = _text(_bytes(provider_usage or firewall or Path("-")))
    places = dict(_place(each) for each in destinations)
    calls = with_rooms(calls_in_ledger)
    _tell_unnamed(calls, places)
    try:
        found = _by_provider(text, calls, places) if firewall is None else _by_firewall(text, calls, places)
    except CsvWrong as wrong:
        click.echo(f"Not looked at: {wrong}", err=True)
        sys.exit(2)
    for each in found:
        click.echo(_line(each))
    clean = all(each.clean for each in found)
    click.echo("Nothing is outside the ledger." if clean else "Something is outside the ledger.")
    sys.exit(0 if clean else 1)


def _tell_unnamed(calls: Sequence[Call], places: dict[str, str]) -> None:
    """A name that no entry has is often misspelled, and then all that others counted is outside."""
    named = sorted({call.destination for call in calls})
    for name in places:
        if name not in named:
            there = f"Entries name: {', '.join(named)}." if named else "The ledger holds no call."
            click.echo(f"No entry in the ledger names the destination {name}. {there}", err=True)


def _by_provider(text: str, calls: Sequence[Call], places: dict[str, str]) -> list[Outside]:
    return against_usage(text, [call for call in calls if not places or call.destination in places])


def _by_firewall(text: str, calls: Sequence[Call], places: dict[str, str]) -> list[Outside]:
    names = {call.destination for call in calls} - places.keys()
    hosts = {name.lower(): name for name in names} | {host.lower(): name for name, host in places.items()}
    return against_firewall(text, calls, hosts)


def _place(given: str) -> tuple[str, str]:
    name, _, host = given.partition("=")
    return name, host or name


def _line(found: Outside) -> str:
    counts = {"calls": found.calls, "tokens": found.tokens, "connections": found.connections, "bytes": found.bytes}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count is not None)
    unsure = f" ({found.unsure} calls of the ledger were cut: their tokens are not known)" if found.unsure else ""
    return f"{found.what}: {told} outside{unsure}"


def _text(content: bytes) -> str:
    """The file's text. Spreadsheets write UTF-16 as well, and begin it with a mark."""
    return content.decode("utf-16" if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8", "replace")


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from None
