"""What the guard would do with a prompt, without doing it: nothing is stored, counted or sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from inhouse.core.prompt import Prompt
from inhouse.guard.inspection import Eyes, Inspection, inspect
from inhouse.guard.kinds import label_of
from inhouse.guard.policies.decide import Ask, Judged, Treatment, reads
from inhouse.guard.policies.policy import Action, Policy, Valve
from inhouse.guard.rewrite import Rewritten, rewrite
from inhouse.guard.stand_ins.grammar import removed


@dataclass(frozen=True, slots=True)
class Named:
    """The rule that asks for something."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding: code points `start` to `end` of the text that was checked. `stand_in` is what would leave instead."""

    key: str
    kind: str
    label: str
    start: int
    end: int
    action: Action
    treatment: Treatment
    rule: Named | None
    stand_in: str | None
    valves: tuple[Valve, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What would happen. `would_leave` is the last text of the prompt as it would leave.

    In a dry run `action` is what the policy would ask for if it held.
    """

    action: Action
    would_leave: str
    findings: tuple[Shown, ...]


async def check(
    policy: Policy, ask: Ask, prompt: Prompt, eyes: Eyes, chosen: Mapping[str, frozenset[Valve]], known: bytes = b""
) -> Report:
    """What the policy would do with the prompt on this way; `known` is the conversation's map."""
    if not reads(policy, ask):
        return Report(Action.ALLOW, _last(prompt), ())
    inspection = await inspect(policy, ask, prompt, eyes, chosen)
    rewritten = rewrite(prompt, inspection, known, told=False)
    last = len(inspection.seen.placed) - 1
    pairs = zip(inspection.seen.at, inspection.judgement.judged, strict=True)
    shown = (_shown(judged, rewritten, inspection, at) for at, judged in pairs if at == last or at < 0)
    return Report(
        inspection.judgement.first, _last(rewritten.prompt), tuple(sorted(shown, key=lambda one: (one.start, one.end)))
    )


def _shown(judged: Judged, rewritten: Rewritten, inspection: Inspection, at: int) -> Shown:
    finding, rule = judged.finding, judged.rule
    stand_in = None
    if judged.treatment is Treatment.STAND_IN:
        spelling = inspection.seen.placed[at].text[finding.start : finding.end]
        stand_in = rewritten.stand_ins.of(finding, spelling)
    elif judged.treatment is Treatment.REMOVE:
        stand_in = removed(label_of(finding.kind))
    return Shown(
        key=judged.key,
        kind=finding.kind,
        label=label_of(finding.kind),
        start=finding.start,
        end=finding.end,
        action=judged.action,
        treatment=judged.treatment,
        rule=None if rule is None else Named(rule.id, rule.title),
        stand_in=stand_in,
        valves=judged.valves,
    )


def _last(prompt: Prompt) -> str:
    return "" if not prompt.messages else prompt.messages[-1].text
