"""Texts without anything the guard finds, for good: nothing stands in its place that could be turned back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from inhouse.core.caller import Caller
from inhouse.core.destination import DestinationClass
from inhouse.core.prompt import CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text
from inhouse.guard import stand_ins
from inhouse.guard.finding import Family
from inhouse.guard.inspection import NOWHERE, Eyes, inspect
from inhouse.guard.kinds import label_of
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.policy import Action, Mode, Policy, Rule
from inhouse.guard.stand_ins import StandIns, Swap

_ASK: Final = Ask(frozenset(), "", DestinationClass.EXTERNAL)
_KEEPS_TEXT: Final = frozenset({Family.LABEL, Family.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Stripping:
    """Who looks, whose national numbers are looked for, and whether names are looked for too."""

    eyes: Eyes
    countries: frozenset[str]
    names: bool
    caller: Caller | None = None
    """On whose behalf plug-ins are asked; without one they refuse."""


async def strip(texts: Sequence[str], stripping: Stripping) -> list[str] | None:
    """The texts with "[... removed]" in the place of every finding, of whatever family.

    None when one of them cannot be read, or bears a mark of confidentiality: then nothing of it may be used.
    """
    kinds = frozenset(f"{family}.*" for family in Family if stripping.names or family is not Family.NAME)
    every = Rule("everything", "Everything", kinds, Action.STAND_IN, frozenset(DestinationClass))
    policy = Policy("strip", (every,), Mode.ENFORCE, stripping.countries)
    # Nothing is put back, so the key is forgotten.
    key = CommitmentKey(secrets.token_bytes(32))
    prompt = Prompt("", (PromptMessage(Role.USER, tuple(map(Text, texts))),), Purpose.TEST, key)
    seen = (await inspect(policy, replace(_ASK, caller=stripping.caller), prompt, stripping.eyes, {})).seen
    swaps: list[list[Swap]] = [[] for _ in seen.placed]
    for at, each in zip(seen.at, seen.keyed, strict=True):
        if at == NOWHERE or each.finding.kind.partition(".")[0] in _KEEPS_TEXT:
            return None
        swaps[at].append(Swap(each.finding, label_of(each.finding.kind)))
    done = stand_ins.replace(StandIns(key.key), seen.placed, swaps)
    return None if done.stuck else list(done.texts)
