"""The rules about history: kept in the database, held here, changed by administrators and commands."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from inhouse.chat.history.rule import History, Rule, check, strictest
from inhouse.chat.records import history_rules as records
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import Conflict, InhouseError
from inhouse.identity.access import Administration, Console, administer
from inhouse.identity.errors import GroupUnknown
from inhouse.store import AlreadyThere, StatementFailed, Store
from inhouse.store.acts import note

CHANGED = "inhouse_history"
"""The channel of PostgreSQL on which it is told that rules have changed."""
LOOK_SECONDS = 2.0
"""A rule that another process changed holds here after so long at most, also if nobody told."""
_NO_SUCH_ROW = "23503"


class Rules:
    """Holds and changes the rules. `start` or `read` comes first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: Sequence[Rule] = ()
        self._told = asyncio.Event()

    def of(self, caller: Caller) -> History:
        """What counts for the caller."""
        return strictest(self._held, caller)

    def check(self, caller: Caller, off: bool) -> None:  # noqa: FBT001 (the shape of `rule.Check`)
        """Raises HistoryMustBeOff or HistoryMustBeKept unless the caller may write where history is off, or on."""
        check(self.of(caller), off=off)

    def check_kept(self, caller: Caller) -> None:
        """Raises HistoryMustBeOff when nothing of the caller may be kept."""
        check(self.of(caller), off=False)

    def look(self) -> None:
        """Rules may have changed: `follow` looks at once."""
        self._told.set()

    async def read(self) -> None:
        """Hold the rules as they are now."""
        async with self._store.work(None) as work:
            self._held = await records.rules(work)

    async def follow(self) -> None:
        """Hold what other processes change, until cancelled."""
        while True:
            # While the database is away, the rules stay as they were.
            with suppress(InhouseError):
                await self.read()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._told.wait()
            self._told.clear()

    async def every(self, who: Administration) -> Sequence[Rule]:
        """All rules, that of everybody first. Raises Forbidden."""
        async with administer(self._store, who) as work:
            return await records.rules(work)

    async def set(self, who: Administration, rule: Rule) -> None:
        """Say something for everybody or a group; `free` takes back what was said. It is put on record.

        Raises Forbidden, GroupUnknown, Conflict.
        """
        try:
            async with administer(self._store, who) as work:
                before = await records.put(work, rule, clock.now())
                await note(work, _act(who, rule, before))
        except AlreadyThere:
            raise Conflict("Somebody else has just changed this rule.", hint="Look at it again.") from None
        except StatementFailed as error:
            if error.state != _NO_SUCH_ROW:
                raise
            raise GroupUnknown("There is no such group.") from None
        await self.read()


def _act(who: Administration, rule: Rule, before: History) -> Act:
    actor = None if isinstance(who, Console) else who.person
    group = None if rule.group is None else str(rule.group)
    facts = {"rule": "history", "group": group, "before": before.value, "after": rule.history.value}
    return Act(ActKind.POLICY, actor, facts=facts)
