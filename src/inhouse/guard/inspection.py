"""What the guard sees in a prompt on one way, and what the policy says of it; check and simulator see the same."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from inhouse.core.events import Blocked, BlockedFinding
from inhouse.core.prompt import Image, Part, Placed, Prompt, Text
from inhouse.guard.detectors.deep import Deep, find_all
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.plug_ins import Asking, Showing
from inhouse.guard.finding import Finding
from inhouse.guard.kinds import label_of
from inhouse.guard.notes import key_of
from inhouse.guard.policies.decide import (
    Ask,
    Decisions,
    Judged,
    Judgement,
    Keyed,
    Treatment,
    decide,
    reads,
    wants_names,
)
from inhouse.guard.policies.policy import Action, Policy, Valve
from inhouse.guard.scan import CANNOT_INSPECT, Scanner, settled
from inhouse.guard.seams import Seam, seams
from inhouse.guard.stand_ins import Stuck

NOWHERE: Final = -1
"""The place of a finding that is about the prompt and not about one of its texts: a picture, the label of a file."""

_IMAGE: Final = Finding("unreadable.image", 0, 0, "", "pictures", exact=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was found in a prompt. `at[n]` is the text in which `keyed[n]` stands, by its number in `placed`."""

    placed: tuple[Placed, ...]
    keyed: tuple[Keyed, ...]
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found, on which way, and what the policy says of it."""

    policy: Policy
    ask: Ask
    seen: Seen
    judgement: Judgement

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """How many things of each kind were found."""
        return tuple(sorted(Counter(each.finding.kind for each in self.judgement.judged).items()))

    def under(self, treatment: Treatment) -> list[tuple[int, Judged]]:
        """The findings that are treated so, each with the number of its text."""
        pairs = zip(self.seen.at, self.judgement.judged, strict=True)
        return [(at, judged) for at, judged in pairs if judged.treatment is treatment and at != NOWHERE]

    def all_asked(self) -> Mapping[str, frozenset[Valve]]:
        """The decision to send everything that a person would be asked about, and nothing else."""
        asked = (each.key for each in self.judgement.judged if each.action is Action.WARN)
        return dict.fromkeys(asked, frozenset({Valve.NOT_SENSITIVE}))

    def released(self, chosen: Mapping[str, frozenset[Valve]], released: Mapping[str, Collection[str]]) -> "Inspection":
        """The same after an officer has let go of these findings."""
        judgement = decide(self.policy, self.ask, self.seen.keyed, Decisions(chosen, released))
        return replace(self, judgement=judgement)

    def blocked(self, action: Action, stuck: Iterable[Stuck] = ()) -> Blocked:
        """Why it does not go, for the person: what the policy stops at, or what cannot be replaced where it stands."""
        stopping = [each for each in self.judgement.judged if each.action is action]
        rule = next((each.rule for each in stopping if each.rule is not None), None)
        title = "What cannot be read stays here" if rule is None else rule.title
        found: dict[str, BlockedFinding] = {}
        for kind, count in Counter(each.kind for each in stuck).items():
            title = "What cannot be replaced stays here"
            found[kind] = BlockedFinding("", kind, label_of(kind), count)
        for each in stopping:
            before = found.get(each.key)
            valves: Sequence[Valve] = each.valves
            kind = each.finding.kind
            count = 1 if before is None else before.count + 1
            found[each.key] = BlockedFinding(
                each.key, kind, label_of(kind), count, tuple(valve.value for valve in valves)
            )
        return Blocked(
            rule="unread" if rule is None else rule.id,
            title=title,
            action=action.value,
            policy=self.policy.name,
            contact=self.policy.contact or None,
            findings=tuple(found.values()),
            options=("edit", "demo") if action is Action.KEEP_LOCAL else ("edit",),
        )


async def see(prompt: Prompt, scanner: Scanner, names: Sequence[Deep]) -> Seen:
    """Everything that is found in a prompt. A detector that could not look is a finding itself."""
    placed = tuple(prompt.placed())
    texts = [each.text for each in placed]
    found = await scanner.scan_all(texts)
    if names:
        found = await _with_names(texts, found, names)
    if meeting := seams(prompt.messages):
        found = _with_seams(found, meeting, await scanner.scan_all([seam.text for seam in meeting]))
    pairs = [(at, finding) for at, findings in enumerate(found) for finding in findings]
    pairs += [(NOWHERE, finding) for message in prompt.messages for part in message.parts for finding in _borne(part)]
    keyed = tuple(Keyed(key_of(finding, prompt.commitment), finding) for _, finding in pairs)
    return Seen(placed, keyed, tuple(at for at, _ in pairs))


def _borne(part: Part) -> Iterator[Finding]:
    """What a part is, beside its words."""
    match part:
        case Image():
            yield _IMAGE
        case Text(_, labels):
            yield from (Finding(label, 0, 0, "", "document", exact=False) for label in labels)
        case _:
            pass


async def inspect(
    policy: Policy, ask: Ask, prompt: Prompt, eyes: "Eyes", chosen: Mapping[str, frozenset[Valve]]
) -> Inspection:
    """What the policy says of a prompt on this way, after what people have decided."""
    names = eyes.names if wants_names(policy, ask) else ()
    plug_ins: Sequence[Deep] = ()
    if eyes.plug_ins and reads(policy, ask):
        showing = Showing(ask.caller, prompt, policy.hash())
        plug_ins = [each.about(showing) for each in eyes.plug_ins]
    seen = await see(prompt, eyes.scanner(policy.countries), (*names, *plug_ins))
    return Inspection(policy, ask, seen, decide(policy, ask, seen.keyed, Decisions(chosen)))


@dataclass(frozen=True, slots=True)
class Eyes:
    """All that can look: the scanner for a set of countries, and detectors with a process or service of their own."""

    scanner: Callable[[frozenset[str]], Scanner]
    names: Sequence[Deep] = ()
    plug_ins: Sequence[Asking] = ()
    """They may find anything, so they are asked wherever something that is found can matter."""


def _with_seams(
    found: Sequence[tuple[Finding, ...]], meeting: Sequence[Seam], seen: Sequence[tuple[Finding, ...]]
) -> list[tuple[Finding, ...]]:
    merged = list(found)
    for seam, findings in zip(meeting, seen, strict=True):
        for at, finding in seam.across(findings):
            merged[at] = settled([*merged[at], finding])
    return merged


async def _with_names(
    texts: Sequence[str], found: Sequence[tuple[Finding, ...]], names: Sequence[Deep]
) -> list[tuple[Finding, ...]]:
    try:
        answers = await find_all(names, texts)
    except DetectorFailed as failed:
        failure = Finding(CANNOT_INSPECT, 0, 0, "", failed.detector, exact=False)
        return [(failure, *findings) if number == 0 else findings for number, findings in enumerate(found)]
    merged: list[tuple[Finding, ...]] = []
    for number, findings in enumerate(found):
        deep = [
            Finding(each.kind, each.start, each.end, each.value, name)
            for name, answer in answers
            for each in answer[number]
        ]
        merged.append(settled([*findings, *deep]) if deep else findings)
    return merged
