"""`inhouse usage`: what was used, by five or more people together."""

import sys
from contextlib import aclosing

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core import clock
from inhouse.gateway.usage import export
from inhouse.gateway.usage.export import Format
from inhouse.gateway.usage.rows import UsageRows
from inhouse.gateway.usage.sums import By, Month
from inhouse.identity.access import Console


@click.group()
def usage() -> None:
    """What was used. One person's use is shown to that person alone."""


@usage.command("export")
@click.option("--month", help="As in 2026-11; this month if left out.")
@click.option("--by", type=click.Choice([by.value for by in By]), default=By.MODEL.value, show_default=True)
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), default=Format.CSV.value)
def usage_export(month: str | None, by: str, form: str) -> None:
    """Write a month's sums, by day and model or group, to standard output.

    Fewer than five people are counted among the others; others who are fewer than five are left out.
    """
    asked = Month.of(clock.now()) if month is None else Month.parse(month)

    async def work(rooms: app.Rooms) -> None:
        sums = await UsageRows(rooms.store).together(Console.HERE, asked, By(by))
        rows = export.in_portions([export.sum_row(one) for one in sums])
        async with aclosing(export.encode(Format(form), export.SUM_COLUMNS, rows)) as pieces:
            async for piece in pieces:
                sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()

    with_rooms(work)
