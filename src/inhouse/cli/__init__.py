"""The commands. Each one asks the rooms to do the work and says what happened.

An expected refusal is a sentence on standard error and exit status 1, never a traceback. One file for each word that
follows `inhouse`.
"""

import json
import sys
from pathlib import Path

import click

from inhouse import app
from inhouse.cli.accounts import accounts
from inhouse.cli.backup import backup
from inhouse.cli.demo import demo
from inhouse.cli.doctor import doctor
from inhouse.cli.gate import gate
from inhouse.cli.groups import groups, services
from inhouse.cli.guard import guard
from inhouse.cli.history import history
from inhouse.cli.key import key
from inhouse.cli.keys import keys
from inhouse.cli.ledger import ledger
from inhouse.cli.limits import limits
from inhouse.cli.models import models
from inhouse.cli.progress import Progress
from inhouse.cli.retention import retention
from inhouse.cli.rooms import load_settings, run
from inhouse.cli.training import export, training
from inhouse.cli.usage import usage
from inhouse.cli.users import users
from inhouse.core.errors import InhouseError

__all__ = ["commands", "main"]


def main() -> None:
    """Run the command that the arguments name."""
    try:
        commands.main(standalone_mode=False, prog_name="inhouse")
    except InhouseError as error:
        click.echo(f"inhouse: {error.message}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


@click.group()
def commands() -> None:
    """Inhouse: the private ChatGPT that a company runs for itself."""


@commands.command()
def version() -> None:
    """Say which version this is."""
    click.echo(f"inhouse {app.VERSION}")


@commands.command()
@click.option("--sealed", is_flag=True, help="With no way out but the gate: docs/guides/sealed.md.")
@click.option("--gate", "beside", type=click.Path(path_type=Path), help="With --sealed: a gate started apart.")
def serve(*, sealed: bool, beside: Path | None) -> None:
    """Start everything: the database, the model engine and the server. Ctrl-C stops it."""
    chosen = load_settings()
    click.echo(f"Inhouse {app.VERSION}, data in {chosen.data_dir}")
    if beside is not None:
        if not sealed:
            raise click.UsageError("--gate goes with --sealed.")
        app.serve_beside(chosen, beside.absolute())
        return
    run(app.serve_sealed(chosen, Progress()) if sealed else app.serve(chosen, Progress()))


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(*, as_json: bool) -> None:
    """Say whether the server runs and is ready; exit status 0 when it is."""
    found = run(app.status(load_settings()))
    if as_json:
        click.echo(json.dumps(found))
    else:
        for name, value in found.items():
            click.echo(f"{name:10} {value}")
    sys.exit(0 if found["ready"] else 1)


for _group in (
    users,
    backup,
    groups,
    services,
    key,
    keys,
    models,
    accounts,
    limits,
    usage,
    guard,
    gate,
    training,
    export,
    history,
    retention,
    ledger,
    demo,
    doctor,
):
    commands.add_command(_group)
