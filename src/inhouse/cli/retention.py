"""`inhouse retention`: after how many days without use chats go, for everybody or for a group."""

import json
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import click

from inhouse import app
from inhouse.app.node import node_of
from inhouse.chat.records import Rows
from inhouse.chat.retention.retention import Retention
from inhouse.chat.retention.rule import LONGEST_DAYS, NOTICE, Rules
from inhouse.cli.rooms import with_rooms
from inhouse.identity.access import Console

_NONE = "none"


class _Days(click.ParamType[int | None]):
    """A number of days, or the word for no rule."""

    name = f"days|{_NONE}"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """The number, None for no rule."""
        if value == _NONE:
            return None
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= LONGEST_DAYS):
            self.fail(f"A number from 1 to {LONGEST_DAYS}, or '{_NONE}'.", param, ctx)
        return int(value)


@click.group()
def retention() -> None:
    """How long chats stay. A group's rule takes the place of everybody's; of several groups the shortest counts."""


@retention.command("show")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def retention_show(*, as_json: bool) -> None:
    """Show the rule for everybody and those of groups."""

    async def work(rooms: app.Rooms) -> tuple[Rules, Mapping[UUID, str]]:
        names = {group.id: group.name for group in await rooms.identity.groups.list(Console.HERE)}
        return await _retention(rooms).rules(Console.HERE), names

    rules, names = with_rooms(work)
    rows = {names.get(group, str(group)): days for group, days in rules.groups.items()}
    if as_json:
        changed = None if rules.changed_at is None else rules.changed_at.isoformat()
        click.echo(json.dumps({"days": rules.days, "groups": rows, "changed_at": changed}))
        return
    click.echo(f"everybody: {_meaning(rules.days)}")
    for name in sorted(rows):
        click.echo(f"{name}: {_meaning(rows[name])}")
    if rules.changed_at is not None and (rules.days is not None or rows):
        click.echo(f"Nothing goes by these rules before {rules.changed_at + NOTICE:%Y-%m-%d %H:%M} UTC.")


@retention.command("set")
@click.argument("days", type=_Days())
@click.option("--group", help="The name of a group; without it the rule is for everybody.")
def retention_set(days: int | None, group: str | None) -> None:
    """Let chats go after so many DAYS without use, or take the rule away (none). It counts seven days later."""

    async def work(rooms: app.Rooms) -> bool:
        rules = await _retention(rooms).rules(Console.HERE)
        if group is None:
            new = replace(rules, days=days)
        else:
            found = (await rooms.identity.groups.named(Console.HERE, group)).id
            own = {} if days is None else {found: days}
            new = replace(rules, groups={**{one: each for one, each in rules.groups.items() if one != found}, **own})
        # A change begins the seven days anew, so what changes nothing is none.
        if (new.days, dict(new.groups)) == (rules.days, dict(rules.groups)):
            return False
        await _retention(rooms).change(Console.HERE, new)
        return True

    changed = with_rooms(work)
    meaning = "as for everybody" if group is not None and days is None else _meaning(days)
    click.echo(f"{group or 'everybody'}: {meaning}{'' if changed else ', as before'}")
    if changed:
        click.echo(f"Nothing goes by the rules for {NOTICE.days} days from now.")


def _retention(rooms: app.Rooms) -> Retention:
    return Retention(Rows(rooms.store, rooms.vault, node_of(rooms.ground.settings.data_dir)))


def _meaning(days: int | None) -> str:
    return "chats stay" if days is None else f"chats go after {days} {'day' if days == 1 else 'days'} without use"
