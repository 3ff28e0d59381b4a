"""`inhouse history`: whether chats are kept, for everybody or for a group."""

import json
from collections.abc import Sequence

import click

from inhouse import app
from inhouse.chat.history.rule import History, Rule
from inhouse.chat.history.rules import Rules
from inhouse.cli.rooms import with_rooms
from inhouse.identity.access import Console

_MEANING = {
    History.FREE: "everybody chooses",
    History.KEPT: "every chat is kept",
    History.OFF: "no chat is kept",
}


@click.group()
def history() -> None:
    """Whether chats are kept. The strictest rule counts: off, then kept, then free."""


@history.command("show")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def history_show(*, as_json: bool) -> None:
    """Show what is said for everybody and for groups."""

    async def work(rooms: app.Rooms) -> tuple[Sequence[Rule], dict[object, str]]:
        names: dict[object, str] = {group.id: group.name for group in await rooms.identity.groups.list(Console.HERE)}
        return await Rules(rooms.store).every(Console.HERE), names

    found, names = with_rooms(work)
    rows = [(None if rule.group is None else names.get(rule.group, str(rule.group)), rule.history) for rule in found]
    if as_json:
        click.echo(json.dumps([{"group": group, "history": said.value} for group, said in rows]))
        return
    if all(group is not None for group, _ in rows):
        rows.insert(0, (None, History.FREE))
    for group, said in rows:
        click.echo(f"{group or 'everybody'}: {said.value} ({_MEANING[said]})")


@history.command("set")
@click.argument("rule", type=click.Choice([each.value for each in History]))
@click.option("--group", help="The name of a group; without it the rule is for everybody.")
def history_set(rule: str, group: str | None) -> None:
    """Say that chats are not kept (off), are always kept (kept), or that everybody chooses (free)."""
    said = History(rule)

    async def work(rooms: app.Rooms) -> None:
        found = None if group is None else (await rooms.identity.groups.named(Console.HERE, group)).id
        await Rules(rooms.store).set(Console.HERE, Rule(found, said))

    with_rooms(work)
    click.echo(f"{group or 'everybody'}: {said.value} ({_MEANING[said]})")
