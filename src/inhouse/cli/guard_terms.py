"""`inhouse guard terms`: the words that only the company knows."""

import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import InvalidRequest
from inhouse.guard.terms import Terms, Understood, decoded
from inhouse.guard.terms.terms import MOST_SHOWN, KeptTerm
from inhouse.identity.access import Console

T = TypeVar("T")

_PROBLEMS = 50
"""So many lines that were not understood are shown."""


@click.group()
def terms() -> None:
    """Words that only the company knows: customers, projects, code names."""


@terms.command("import")
@click.option("--category", default="other", show_default=True, help="For lines that name none.")
@click.option("--replace", is_flag=True, help="They take the place of all terms that are there.")
@click.option("--dry-run", is_flag=True, help="Only say what was understood.")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def terms_import(file: Path, category: str, *, replace: bool, dry_run: bool) -> None:
    """Keep the terms of a CSV file, or of a list with one term in each line; - is standard input."""
    text = _read(file)

    async def work(kept: Terms) -> tuple[int, Understood]:
        if dry_run:
            preview = await kept.preview(Console.HERE, text, category)
            return len(preview.understood.entries) - preview.known, preview.understood
        return await kept.add(Console.HERE, text, category, replace=replace)

    fresh, understood = _with_terms(work)
    for problem in understood.problems[:_PROBLEMS]:
        click.echo(f"line {problem.line}: {problem.text}: {problem.reason}", err=True)
    if len(understood.problems) > _PROBLEMS:
        click.echo(f"and {len(understood.problems) - _PROBLEMS} more lines that are no terms", err=True)
    said = "would be added" if dry_run else "added"
    click.echo(f"{fresh} {said}, {len(understood.entries) - fresh} were there, {len(understood.problems)} are no terms")


@terms.command("list")
@click.option("--search", default="", help="Those that hold these letters.")
@click.option("--category", default="", help="Those of one category.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def terms_list(search: str, category: str, *, as_json: bool) -> None:
    """List the terms in the order in which they were added."""

    async def work(kept: Terms) -> list[KeptTerm]:
        found: list[KeptTerm] = []
        after: UUID | None = None
        while True:
            page = await kept.page(Console.HERE, search, category, after, MOST_SHOWN)
            found += page.items
            if (after := page.next) is None:
                return found

    for one in _with_terms(work):
        term = one.term
        if as_json:
            row = {"term": term.text, "category": term.category, "note": one.note, "exact": term.exact}
            click.echo(json.dumps({"id": str(one.id), **row}))
        else:
            click.echo(f"{term.category:12}  {term.text}{'  (exactly)' if term.exact else ''}")


@terms.command("remove")
@click.option("--category", help="All terms of a category.")
@click.option("--all", "everything", is_flag=True, help="All terms there are.")
@click.argument("term", required=False)
def terms_remove(term: str | None, category: str | None, *, everything: bool) -> None:
    """Remove TERM, or all terms of a category, or all."""
    if sum((term is not None, category is not None, everything)) != 1:
        raise click.UsageError("Give a term, --category or --all.")

    async def work(kept: Terms) -> int:
        if term is not None:
            await kept.remove_named(Console.HERE, term)
            return 1
        return await kept.remove_all(Console.HERE, category)

    removed = _with_terms(work)
    click.echo(f"{removed} {'term' if removed == 1 else 'terms'} removed")


def _read(file: Path) -> str:
    try:
        return decoded(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from None


def _with_terms(work: Callable[[Terms], Coroutine[Any, Any, T]]) -> T:
    async def opened(rooms: app.Rooms) -> T:
        return await work(Terms(rooms.store, rooms.vault))

    return with_rooms(opened)
