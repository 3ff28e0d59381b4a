"""`inhouse gate`: where the gate lets words go, when Inhouse runs sealed. Only on the machine of the gate."""

import json
from pathlib import Path

import click

from inhouse import app
from inhouse.cli.progress import Progress
from inhouse.cli.rooms import load_settings, run, with_rooms
from inhouse.models.account import Account


@click.group()
def gate() -> None:
    """Where the gate lets words go, when Inhouse runs sealed."""


@gate.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def gate_list(*, as_json: bool) -> None:
    """List the accounts: to which the gate lets words go, and which were changed by somebody else since."""
    approvals = _approvals()
    found = with_rooms(_accounts)
    if as_json:
        rows = [{"name": each.name, "url": each.endpoint.url, "state": _state(approvals, each)} for each in found]
        click.echo(json.dumps(rows))
        return
    for each in found:
        click.echo(f"{_state(approvals, each):<12} {each.name}: {each.endpoint.url}, {each.destination_class.value}")


@gate.command("approve")
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All accounts, as they are now.")
def gate_approve(names: tuple[str, ...], *, everything: bool) -> None:
    """Let words go to the accounts NAMES as they are now. Look at them first: inhouse gate list."""
    approvals = _approvals()
    if not names and not everything:
        raise click.UsageError("Name accounts, or say --all.")
    found = with_rooms(_accounts)
    chosen = [each for each in found if everything or each.name in names or str(each.id) in names]
    missing = set(names) - {each.name for each in chosen} - {str(each.id) for each in chosen}
    if missing:
        raise click.UsageError(f"There is no account {min(missing)}: inhouse gate list shows those that there are.")
    approvals.approve(chosen)
    for each in chosen:
        click.echo(f"approved     {each.name}: {each.endpoint.url}, {each.destination_class.value}")


@gate.command("serve")
@click.option("--socket", "path", type=click.Path(path_type=Path), required=True, help="Where the application asks.")
def gate_serve(path: Path) -> None:
    """Run the gate and the database alone, for an application in a container or unit of its own.

    The application is started there: inhouse serve --sealed --gate PATH
    """
    chosen = load_settings()
    click.echo(f"Inhouse {app.VERSION}, the gate, data in {chosen.data_dir}")
    run(app.serve_gate(chosen, Progress(), path.absolute()))


def _approvals() -> app.Approvals:
    approvals = app.Approvals(load_settings().data_dir)
    if not approvals.exists:
        raise click.UsageError("Inhouse was never started sealed here: inhouse serve --sealed")
    return approvals


async def _accounts(rooms: app.Rooms) -> tuple[Account, ...]:
    return await rooms.accounts.every()


def _state(approvals: app.Approvals, account: Account) -> str:
    if not account.enabled:
        return "disabled"
    return "approved" if approvals.holds(account) else "not approved"
