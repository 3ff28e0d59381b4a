"""The nouns: the organisation's rules, and how one chat stands under them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

NOTICE = timedelta(days=7)
"""Nothing goes by a rule sooner after the rules were changed, so that people see the date and can act."""
LONGEST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Rules:
    """Days without use after which a chat goes: the organisation's (None: never), and those of groups instead of it."""

    days: int | None = None
    groups: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides when a chat goes. `days` are those that its owner gave it; `since`: when the rules changed last."""

    used_at: datetime
    pinned: bool
    days: int | None
    rule_days: int | None
    since: datetime | None

    @property
    def goes_at(self) -> datetime | None:
        """When the chat goes, if nobody uses it; None for never."""
        if self.pinned:
            return None
        dates = list[datetime]()
        if self.days is not None:
            dates.append(self.used_at + timedelta(days=self.days))
        if self.rule_days is not None:
            date = self.used_at + timedelta(days=self.rule_days)
            dates.append(date if self.since is None else max(date, self.since + NOTICE))
        return min(dates, default=None)
