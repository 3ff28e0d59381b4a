"""The verbs: say yes or no, look what was said, and what the organisation allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.identity.access import Administration, Console, administer
from inhouse.identity.consent import FORBIDDEN, Consent, Rule, stands
from inhouse.identity.errors import PurposeChanged, TrainingForbidden
from inhouse.identity.records import consents as records
from inhouse.store import AlreadyThere, Role, Store, Work
from inhouse.store.acts import note

_LATER: Final = timedelta(microseconds=1)
LONGEST_PURPOSE: Final = 2_000
"""Characters of the organisation's words."""
FEWEST: Final = 5
"""A number of people is told when it is at least so many: fewer could be guessed by name."""


@dataclass(frozen=True, slots=True)
class Consents:
    """Everything about consent to training."""

    store: Store

    async def rule(self) -> Rule:
        """What the organisation allows; forbidden as long as nobody decided."""
        async with self.store.work(None) as work:
            return await records.rule(work) or FORBIDDEN

    async def allow(self, who: Administration, purpose: str) -> Rule:
        """Let people say yes to a purpose; raises Forbidden, InvalidRequest, PurposeChanged."""
        words = purpose.strip()
        if not words or len(words) > LONGEST_PURPOSE:
            raise InvalidRequest(
                f"The purpose has between 1 and {LONGEST_PURPOSE} characters.",
                hint="Say what would be trained, for whom, and how long the texts are kept.",
            )
        return await self._change(who, words)

    async def forbid(self, who: Administration) -> Rule:
        """Let nothing be used, whatever anybody said; raises Forbidden, PurposeChanged."""
        return await self._change(who, None)

    async def said(self, caller: Caller) -> Sequence[Consent]:
        """Everything that the caller said, oldest first."""
        async with self.store.work(caller) as work:
            return await records.of_person(work, caller.person)

    async def say(self, caller: Caller, chat: ChatId | None, purpose_hash: str, *, yes: bool) -> UUID:
        """Put a yes or a no on record; gives the id of the act. `chat` is one of the caller's.

        A yes raises TrainingForbidden, and PurposeChanged when it is not to the words as they are now.
        """
        async with self.store.work(caller) as work:
            rule = await records.rule(work) or FORBIDDEN
            if yes and not rule.allowed:
                raise TrainingForbidden("Your organisation does not allow training.")
            if yes and purpose_hash != rule.hash:
                raise PurposeChanged("The purpose was changed meanwhile.", hint="Read it again, and decide then.")
            before = await records.of_person(work, caller.person)
            # The last word counts, also when the clock was set back since the one before it.
            now = max([clock.now(), *(each.said_at + _LATER for each in before[-1:])])
            await records.add(work, Consent(new_id(), caller.person, chat, yes, rule.hash, now))
            facts = {"yes": int(yes), "purpose": rule.hash, "rule": rule.version, "scope": "chat" if chat else "all"}
            return await note(work, Act(ActKind.CONSENT, caller.person, chat=chat, facts=facts))

    async def willing(self, rule: Rule) -> Sequence[tuple[PersonId, Sequence[Consent]]]:
        """Who ever said yes to this purpose, with everything they said. For the export for training alone."""
        async with self.store.work(None, Role.JOBS) as work:
            people = [PersonId(person) for person in await records.people(work, rule.hash)]
            return [(person, await records.of_person(work, person)) for person in people]

    async def stand(self, work: Work, rule: Rule, used: Mapping[PersonId, Sequence[Consent]]) -> bool:
        """Whether the rule, and everything that these people said, is as it was; in a work of the jobs role."""
        if await records.rule(work) != rule:
            return False
        said = await records.everything_of(work, rule.hash)
        return all(said.get(person) == each for person, each in used.items())

    async def number(self, who: Administration) -> int | None:
        """How many people's yes counts now, for a chat or from a day on; None for fewer than five. Raises Forbidden.

        Only in steps of five: two looks shall not show that one more has said yes.
        """
        async with administer(self.store, who) as work:
            rule = await records.rule(work) or FORBIDDEN
        if not rule.allowed:
            return None
        async with self.store.work(None, Role.JOBS) as work:
            everything = await records.everything_of(work, rule.hash)
        count = sum(stands(said, rule) for said in everything.values())
        return None if count < FEWEST else count - count % FEWEST

    async def _change(self, who: Administration, purpose: str | None) -> Rule:
        by = None if isinstance(who, Console) else who.person
        try:
            async with administer(self.store, who) as work:
                before = await records.rule(work) or FORBIDDEN
                words = before.purpose if purpose is None else purpose
                rule = Rule(before.version + 1, purpose is not None, words, by, clock.now())
                await records.add_rule(work, rule)
                facts = {
                    "what": "training",
                    "allowed": int(rule.allowed),
                    "purpose": rule.hash,
                    "version": rule.version,
                }
                await note(work, Act(ActKind.POLICY, None if by is None else PersonId(by), facts=facts))
        except AlreadyThere:
            raise PurposeChanged("Somebody else has changed it meanwhile.", hint="Look at it again.") from None
        return rule
