"""`inhouse demo`: two minutes, offline: a text leaves with stand-ins, the record is verified, a chat is destroyed."""

import sys
import tempfile
from contextlib import aclosing
from pathlib import Path

import click

from inhouse import app
from inhouse.cli.rooms import load_settings, run


@click.command()
def demo() -> None:
    """See what the house promises, on an installation of its own that is gone afterwards. Nothing leaves this machine.

    The exit status is 0 when everything held.
    """
    click.echo("An installation for this demo is made, with a pretend provider on this machine ...")
    load_settings()
    with tempfile.TemporaryDirectory(prefix="inhouse-demo-") as folder:
        held = run(_walk(Path(folder)))
    click.echo("Everything held." if held else "Not everything held: see above.")
    sys.exit(0 if held else 1)


async def _walk(folder: Path) -> bool:
    held, number = True, 0
    async with aclosing(app.demo(folder)) as steps:
        async for step in steps:
            number += 1
            held = held and step.held
            click.echo(f"\n{number}. {step.title}" + ("" if step.held else "   NOT AS PROMISED"))
            for line in step.seen:
                click.echo(f"     {line}")
            click.echo(f"   in earnest: {', then: '.join(filter(None, (step.place, step.command)))}")
    click.echo()
    return held
