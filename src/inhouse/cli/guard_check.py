"""`inhouse guard check`: what the guard would find in files, and what a policy would do about it.

Nothing is sent, stored or counted, and no server is needed. What was found is named by kind and place, never shown.
"""

import json
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from inhouse.cli.guard_files import Given, Piece, read, read_terms
from inhouse.cli.guard_policy import chosen_policy
from inhouse.cli.rooms import run
from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError, Unavailable
from inhouse.core.prompt import CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text
from inhouse.guard.detectors.names import Names
from inhouse.guard.detectors.terms import Dictionary
from inhouse.guard.inspection import NOWHERE, Eyes, inspect
from inhouse.guard.kinds import label_of
from inhouse.guard.policies.decide import Ask, Judged, wants_names
from inhouse.guard.policies.policy import Action, Policy, together
from inhouse.guard.scanners import Scanners
from inhouse.knowledge.reader import Reader

STATUS: Final = {Action.ALLOW: 0, Action.WARN: 1, Action.STAND_IN: 1, Action.KEEP_LOCAL: 2, Action.REFUSE: 3}
"""The exit status by the strongest action of all files."""
WRONG_USE: Final = 64
WRONG_INPUT: Final = 65
AWAY: Final = 69
"""Trouble, by the numbers of sysexits.h, so that it is never taken for a verdict."""

_ANY_KEY: Final = CommitmentKey(bytes(32))
"""Keys of findings tell them apart within one check only."""


class WrongUsage(click.UsageError):
    """The command was called in a way that it does not know."""

    exit_code = WRONG_USE


class Check(click.Command):
    """A command whose wrong use has a status of its own: 2 is a verdict here."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As every command, with another status."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise WrongUsage(error.message, error.ctx) from None


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in a file: code points `start` to `end` of the file, or of the named part of a document."""

    file: str
    part: str | None
    line: int | None
    judged: Judged

    def shown(self) -> dict[str, object]:
        """As JSON."""
        finding, rule = self.judged.finding, self.judged.rule
        return {
            "file": self.file,
            "part": self.part,
            "line": self.line,
            "kind": finding.kind,
            "label": label_of(finding.kind),
            "start": finding.start,
            "end": finding.end,
            "action": self.judged.action.value,
            "treatment": self.judged.treatment.value,
            "rule": None if rule is None else rule.id,
        }

    def words(self) -> str:
        """For people."""
        place = ", ".join(str(each) for each in (self.part, self.line and f"line {self.line}") if each)
        where = f"{self.file}: {place}" if place else self.file
        return f"{where}: {label_of(self.judged.finding.kind)}: {self.judged.action.value}"


@click.command(cls=Check)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each finding, one a line.")
@click.option(
    "--destination",
    type=click.Choice([each.value for each in DestinationClass]),
    default=DestinationClass.EXTERNAL.value,
    show_default=True,
    help="Where the text would go.",
)
@click.option("--policy", "by", default="balanced", show_default=True, help="open, balanced, strict, or a JSON file.")
@click.option("--countries", help="Whose national numbers are looked for, as in de,fr; else as the policy says.")
@click.option("--terms", type=click.Path(path_type=Path), help="A CSV file of company terms.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
def check(
    files: tuple[Path, ...], destination: str, by: str, countries: str | None, terms: Path | None, *, as_json: bool
) -> None:
    """Say what the guard would find in files; - is standard input.

    The exit status is 0 when they may go as they are, 1 when they may go with stand-ins or a warning, 2 when they stay
    on this machine, 3 when they are refused; 64 and more say that they could not be checked.
    """
    try:
        policy = chosen_policy(by, countries)
        ask = Ask(frozenset(), "", DestinationClass(destination))
        lines, action = run(_check_all(files, policy, ask, None if terms is None else read_terms(terms)))
    except InhouseError as error:
        click.echo(f"inhouse: {error.message}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        sys.exit(AWAY if isinstance(error, Unavailable) else WRONG_INPUT)
    for line in lines:
        click.echo(json.dumps(line.shown()) if as_json else line.words())
    if not as_json:
        click.echo(f"{action.value}: {len(lines)} found, by the policy {policy.name}, to {destination}")
    sys.exit(STATUS[action])


async def _check_all(
    files: Sequence[Path], policy: Policy, ask: Ask, terms: Dictionary | None
) -> tuple[list[Line], Action]:
    reader = Reader()
    lines: list[Line] = []
    actions: list[Action] = []
    async with _names(policy, ask) as names:
        eyes = Eyes(Scanners(lambda: terms).of, names)
        for file in files:
            found, action = await _check_one(await read(file, reader), policy, ask, eyes)
            lines += found
            actions.append(action)
    return lines, together(actions)


@asynccontextmanager
async def _names(policy: Policy, ask: Ask) -> AsyncGenerator[tuple[Names, ...]]:
    """What looks for names, if the policy asks for it. Where it is not installed, nothing could be inspected."""
    if not wants_names(policy, ask):
        yield ()
        return
    missing = Names.available()
    if missing is not None:
        click.echo(f"Names cannot be looked for. {missing}", err=True)
    names = Names()
    try:
        yield (names,)
    finally:
        await names.close()


async def _check_one(given: Given, policy: Policy, ask: Ask, eyes: Eyes) -> tuple[list[Line], Action]:
    """One file is judged as one request, as if somebody sent it."""
    texts = (*(Text(piece.text) for piece in given.pieces), Text("", given.marks))
    prompt = Prompt("", (PromptMessage(Role.USER, texts),), Purpose.TEST, _ANY_KEY)
    inspection = await inspect(policy, ask, prompt, eyes, {})
    pairs = zip(inspection.seen.at, inspection.judgement.judged, strict=True)
    whole = (NOWHERE, len(given.pieces))
    lines = [_line(given, None if at in whole else given.pieces[at], judged) for at, judged in pairs]
    return lines, inspection.judgement.first


def _line(given: Given, piece: Piece | None, judged: Judged) -> Line:
    if piece is None:
        return Line(given.name, None, None, judged)
    number = None if piece.part else piece.text.count("\n", 0, judged.finding.start) + 1
    return Line(given.name, piece.part, number, judged)
