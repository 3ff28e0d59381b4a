"""A prompt as it may leave: with stand-ins in the place of what was found, and without what is removed for good."""

import hmac
from dataclasses import dataclass, replace
from typing import Final

from inhouse.core.prompt import CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text, rewritten
from inhouse.guard import stand_ins as standing
from inhouse.guard.finding import Finding
from inhouse.guard.inspection import Inspection
from inhouse.guard.kinds import label_of
from inhouse.guard.policies.decide import Judged, Keyed, Treatment, decide
from inhouse.guard.stand_ins import StandIns, Stuck, Swap

_PURPOSE: Final = b"inhouse v1 stand-ins"
_WORDS: Final = "Words such as PersonQ7K2 stand for real names and numbers. Use them exactly as they are written."
"""What a model is told in a chat; programs at the doors say for themselves what they tell theirs."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The prompt as it may leave, if nothing is `stuck`; `removed` counts what was blanked out, by kind."""

    prompt: Prompt
    stand_ins: StandIns
    replaced: int
    removed: tuple[tuple[str, int], ...]
    stuck: tuple[Stuck, ...]

    @property
    def changed(self) -> bool:
        """Whether what may leave is not what people wrote."""
        return self.replaced > 0 or len(self.removed) > 0


def rewrite(prompt: Prompt, inspection: Inspection, known: bytes, *, told: bool = True) -> Rewritten:
    """Put in what the policy asks for; `known` is the conversation's map as it was kept, empty for none.

    With `told` the model of a chat is told what stand-ins are.
    """
    key = key_of_stand_ins(prompt.commitment)
    made = StandIns.from_bytes(key, known) if known else StandIns(key)
    swaps: list[list[Swap]] = [[] for _ in inspection.seen.placed]
    for at, judged in inspection.under(Treatment.STAND_IN):
        swaps[at].append(Swap(judged.finding))
    for at, judged in inspection.under(Treatment.REMOVE):
        swaps[at].append(Swap(judged.finding, label_of(judged.finding.kind)))
    kept = {(each.finding.kind, each.finding.value) for _, each in inspection.under(Treatment.LEAVE)}
    kept |= _left_alone(made, inspection)
    done = standing.replace(made, inspection.seen.placed, swaps, kept)
    texts = iter(done.texts)
    if done.stuck:
        return Rewritten(prompt, made, done.replaced, (), done.stuck)
    words = rewritten(prompt, lambda _: next(texts))
    if told and done.replaced and prompt.purpose is Purpose.CHAT:
        words = _told(words)
    removed = tuple((each.kind, each.count) for each in done.removed)
    return Rewritten(words, made, done.replaced, removed, ())


def _left_alone(known: StandIns, inspection: Inspection) -> set[tuple[str, str]]:
    """What is known of the conversation and goes as it is on this way, where the policy asks nothing of its kind."""
    kinds = sorted({entry.kind for entry in known.entries})
    if not kinds:
        return set()
    asked = [Keyed("", Finding(kind, 0, 1, "?")) for kind in kinds]
    judged = decide(inspection.policy, inspection.ask, [*inspection.seen.keyed, *asked]).judged
    left = {kind for kind, each in zip(reversed(kinds), reversed(judged), strict=False) if not _replaces(each)}
    return {(entry.kind, entry.value) for entry in known.entries if entry.kind in left}


def _replaces(judged: Judged) -> bool:
    return judged.treatment is Treatment.STAND_IN


def key_of_stand_ins(commitment: CommitmentKey) -> bytes:
    """The key of a conversation's stand-ins: it dies with the conversation's own."""
    return hmac.digest(commitment.key, _PURPOSE, "sha256")


def _told(prompt: Prompt) -> Prompt:
    first, *others = prompt.messages
    if first.role is not Role.SYSTEM:
        return replace(prompt, messages=(PromptMessage(Role.SYSTEM, (Text(_WORDS),)), *prompt.messages))
    return replace(prompt, messages=(replace(first, parts=(*first.parts, Text(f"\n\n{_WORDS}"))), *others))
