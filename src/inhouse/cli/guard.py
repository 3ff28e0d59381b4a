"""`inhouse guard`: check files as the guard would, and the policy by which it decides."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from inhouse import app
from inhouse.cli.guard_check import check
from inhouse.cli.guard_policy import countries_of, read_policy
from inhouse.cli.guard_terms import terms
from inhouse.cli.rooms import with_rooms
from inhouse.guard.policies.current import Policies, Version
from inhouse.guard.policies.policy import Mode, Policy, Rule, to_json
from inhouse.guard.policies.presets import PRESETS, preset_of
from inhouse.identity.access import Console

T = TypeVar("T")

_SHORT = 12


@click.group()
def guard() -> None:
    """What may leave: check files as the guard would, the policy by which it decides, the company's terms."""


guard.add_command(check)
guard.add_command(terms)


@guard.group()
def policy() -> None:
    """The policy in force, and its versions."""


@policy.command("show")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def policy_show(*, as_json: bool) -> None:
    """Show the policy in force."""

    async def work(policies: Policies) -> Version:
        return policies.current

    version = _with_policies(work)
    if as_json:
        click.echo(json.dumps(_shown(version)))
        return
    shown = version.policy
    click.echo(f"{_line(version)}  hash {version.hash[:_SHORT]}")
    click.echo(f"countries {', '.join(sorted(shown.countries)) or 'none'}; contact {shown.contact or 'none'}")
    for rule in shown.rules:
        click.echo(f"  {rule.action:10}  {_about(rule)}  {rule.title}")


@policy.command("set")
@click.argument("preset", type=click.Choice(list(PRESETS)))
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), help="Hold it, or only count what it would do."
)
@click.option("--countries", help="Whose national numbers are looked for, as in de,fr; the others stay as they were.")
@click.option("--note", default="", help="Why, for the history.")
def policy_set(preset: str, mode: str | None, countries: str | None, note: str) -> None:
    """Put a preset's rules in force; contact, officers, countries and mode stay unless given."""

    def changed(before: Policy) -> Policy:
        return replace(
            before,
            name=preset,
            rules=PRESETS[preset].rules,
            mode=before.mode if mode is None else Mode(mode),
            countries=before.countries if countries is None else countries_of(countries),
        )

    _say(_change(changed, note))


@policy.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--note", default="", help="Why, for the history.")
def policy_import(file: Path, note: str) -> None:
    """Put the policy in force that a JSON file holds, as `export` writes it; - is standard input."""
    given = read_policy(file)
    _say(_change(lambda _: given, note))


@policy.command("export")
def policy_export() -> None:
    """Write the policy in force to standard output as JSON."""

    async def work(policies: Policies) -> Version:
        return policies.current

    click.echo(json.dumps(to_json(_with_policies(work).policy), indent=2, ensure_ascii=False))


@policy.command("history")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def policy_history(*, as_json: bool) -> None:
    """List the versions of the policy, the newest first. They are never changed."""

    async def work(policies: Policies) -> list[Version]:
        found: list[Version] = []
        while portion := await policies.history(Console.HERE, found[-1].number if found else None):
            found += portion
        return found

    for version in _with_policies(work):
        click.echo(json.dumps(_shown(version)) if as_json else _line(version))


def _change(changed: Callable[[Policy], Policy], note: str) -> Version:
    async def work(policies: Policies) -> Version:
        before = policies.current
        return await policies.change(Console.HERE, changed(before.policy), before.number, note)

    return _with_policies(work)


def _with_policies(work: Callable[[Policies], Coroutine[Any, Any, T]]) -> T:
    async def opened(rooms: app.Rooms) -> T:
        policies = Policies(rooms.store)
        await policies.start()
        return await work(policies)

    return with_rooms(opened)


def _say(version: Version) -> None:
    click.echo(f"Version {version.number} is in force: {version.policy.name}, {version.policy.mode}.")


def _line(version: Version) -> str:
    by = "the command line" if version.changed_by is None else str(version.changed_by)
    shown = version.policy
    text = (
        f"{version.number:4}  {shown.name}  {shown.mode}  {version.changed_at.isoformat(timespec='seconds')}  by {by}"
    )
    return f"{text}  {version.note}".rstrip()


def _about(rule: Rule) -> str:
    many = f" from {rule.at_least} on" if rule.at_least > 1 else ""
    return f"{', '.join(sorted(rule.kinds))}{many} to {', '.join(sorted(rule.destinations))}"


def _shown(version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        "hash": version.hash,
        "preset": preset_of(version.policy),
        "changed_by": None if version.changed_by is None else str(version.changed_by),
        "changed_at": version.changed_at.isoformat(),
        "note": version.note,
        "policy": to_json(version.policy),
    }
