"""`inhouse doctor`: every promise, how far it holds, how that is known, and what would mend it."""

import json
import sys
from dataclasses import asdict
from datetime import date

import click

from inhouse import app
from inhouse.admin.status import Promise
from inhouse.cli.rooms import with_rooms

_STATES = {
    "proved": "proved",
    "enforced": "enforced here",
    "configured": "configured",
    "declared": "declared",
    "weak": "WEAK",
    "off": "OFF",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(*, as_json: bool) -> None:
    """Say of every promise how far it holds now. The exit status is 1 when one does not hold at all."""
    found = with_rooms(app.examine)
    if as_json:
        click.echo(json.dumps([asdict(promise) for promise in found], ensure_ascii=False, default=_time))
    else:
        for promise in found:
            _say(promise)
        weak = sum(promise.state == "weak" for promise in found)
        off = sum(promise.state == "off" for promise in found)
        click.echo(f"{len(found)} promises: {off} off, {weak} weak.")
    sys.exit(1 if any(promise.state == "off" for promise in found) else 0)


def _time(fact: date) -> str:
    return fact.isoformat()


def _say(promise: Promise) -> None:
    click.echo(f"{_STATES[promise.state]:14} {promise.title}  [{promise.id}]")
    click.echo(f"{'':14} {promise.detail}")
    if promise.mend is not None and promise.state in {"weak", "off"}:
        click.echo(f"{'':14} mend: {promise.mend}")
