"""Who said yes to training, to which words, what the organisation allows, and the one rule over all of it. Pure.

Nothing said means no. A yes holds for the words it was given to and for nothing else; whoever said yes may say no at
any time; the organisation can forbid, and never says yes for anybody. A thumbs-up is no consent.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from inhouse.core.ids import ChatId, PersonId

_FORM: Final = "inhouse training consent 1"
"""The version of the words on the screen around the purpose. Other words need another consent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the organisation allows. `version` 0 is the state before anybody decided: forbidden.

    `purpose` says in the organisation's own words what would be trained, for whom and how long it is kept.
    """

    version: int
    allowed: bool
    purpose: str
    changed_by: UUID | None = None
    changed_at: datetime | None = None

    @property
    def hash(self) -> str:
        """What a yes is given to: SHA-256 over our form and the purpose, in hexadecimal. Both are public texts."""
        return hashlib.sha256(f"{_FORM}\n{self.purpose}".encode()).hexdigest()


FORBIDDEN: Final = Rule(0, allowed=False, purpose="")


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes or a no. `chat` None: from `said_at` on, in every chat."""

    id: UUID
    person: PersonId
    chat: ChatId | None
    yes: bool
    purpose_hash: str
    said_at: datetime


def consented(said: Sequence[Consent], rule: Rule, chat: ChatId, written_at: datetime) -> Consent | None:
    """The yes by which a message may be used, or None. `said` is one person's, oldest first.

    1  the organisation forbids it                        no
    2  the last word about this chat is a no              no, whatever was said about all chats
    3  the last word that covers the message is a yes     it counts if it was given to the purpose as it is now
       a yes from now on covers what was written after it, a no covers everything
    """
    if not rule.allowed:
        return None
    here = [each for each in said if each.chat == chat]
    if here and not here[-1].yes:
        return None
    covering = [each for each in said if each.chat == chat or (each.chat is None and _covers(each, written_at))]
    if not covering or not covering[-1].yes or covering[-1].purpose_hash != rule.hash:
        return None
    return covering[-1]


def stands(said: Sequence[Consent], rule: Rule) -> bool:
    """Whether any yes of a person counts: from its day on, or for a chat. `said` is one person's, oldest first."""
    if not rule.allowed:
        return False
    latest: dict[ChatId | None, Consent] = {}
    for each in said:
        if each.chat is None and not each.yes:
            # A no to everything takes back what was said before.
            latest = {}
        latest[each.chat] = each
    return any(each.yes and each.purpose_hash == rule.hash for each in latest.values())


def _covers(general: Consent, written_at: datetime) -> bool:
    return not general.yes or general.said_at <= written_at
