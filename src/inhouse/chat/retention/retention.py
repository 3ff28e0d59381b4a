"""Rules are seen and changed, chats are given less time, and those whose time has come are destroyed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from inhouse.chat.records import Rows
from inhouse.chat.records import retention as records
from inhouse.chat.retention.rule import Rules, Standing
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import Conflict
from inhouse.core.ids import ChatId, PersonId
from inhouse.identity.access import Administration, administer
from inhouse.identity.errors import GroupUnknown
from inhouse.store import AlreadyThere
from inhouse.store.acts import note

PAUSE = timedelta(minutes=5)
"""How often it is looked for chats whose time has come."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long chats stay."""

    rows: Rows

    async def rules(self, who: Administration) -> Rules:
        """The rules as they are; raises Forbidden."""
        async with administer(self.rows.store, who) as work:
            return await records.rules(work)

    async def change(self, who: Administration, rules: Rules) -> Rules:
        """Replace the rules; nothing goes by them for seven days. Raises Forbidden, Conflict, GroupUnknown."""
        actor = who.person if isinstance(who, Caller) else None
        try:
            async with administer(self.rows.store, who) as work:
                if not await records.put(work, rules, clock.now()):
                    raise GroupUnknown("There is no such group.")
                facts = {"what": "retention", "days": rules.days, "groups": len(rules.groups)}
                await note(work, Act(ActKind.POLICY, actor, facts=facts))
                return await records.rules(work)
        except AlreadyThere:
            raise Conflict("Somebody else has changed the rules at this moment.", hint="Look at them again.") from None

    async def standing(self, caller: Caller, chat: ChatId) -> Standing:
        """How one of the caller's chats stands; raises ChatNotFound."""
        async with self.rows.store.work(caller) as work:
            return await records.standing(work, chat)

    async def give(self, caller: Caller, chat: ChatId, days: int | None) -> Standing:
        """Let a chat of the caller go after so many days without use, or as the rules say; raises ChatNotFound."""
        async with self.rows.store.work(caller) as work:
            await records.give(work, chat, days, clock.now())
            return await records.standing(work, chat)


class Retirement:
    """Destroys the chats whose time has come, some minutes after it at most. `forget` is told of each.

    What is to go stands in the rows, so a restart loses nothing; several servers take different chats.
    """

    def __init__(self, rows: Rows, forget: Callable[[PersonId, ChatId], None]) -> None:
        self._rows = rows
        self._forget = forget
        self._looked_at: float | None = None

    async def __call__(self) -> int:
        """Look, unless that was a moment ago; returns how many chats went."""
        now = clock.monotonic()
        if self._looked_at is not None and now - self._looked_at < PAUSE.total_seconds():
            return 0
        self._looked_at = now
        return await self.look()

    async def look(self) -> int:
        """Destroy all chats whose time has come; returns how many."""
        count = 0
        while gone := await records.retire(self._rows, clock.now()):
            count += len(gone)
            for owner, chat in gone:
                self._forget(owner, chat)
        return count
