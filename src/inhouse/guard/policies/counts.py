"""Counters of what rules saw and did: numbers only, never a word of what was found.

A thing is counted once a day for each person and outcome, however often the turns of its chat are sent again. Numbers
are added up in memory and written together, once a second; what the process loses when it is killed is its last
second. Who looks at them sees calendar months of five or more people, never one person.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError, InvalidRequest, Unavailable
from inhouse.guard.policies.decide import Judged, Treatment
from inhouse.guard.policies.errors import OfficersOnly
from inhouse.guard.policies.policy import Action, Mode
from inhouse.guard.records import counts as records
from inhouse.guard.records.counts import Cell, Tally
from inhouse.guard.records.releases import is_officer
from inhouse.identity.access import Administration, Console, administers
from inhouse.store import Role, Store

PAUSE_SECONDS = 1.0
"""Between two writings."""
STOP_SECONDS: Final = 5.0
"""The longest that a stop waits for the last numbers."""
WAITING: Final = 20_000
"""Counters that may wait while the database is away; further ones are not counted."""
REMEMBERED: Final = 50_000
"""Things that are known to be counted; of more, some are counted again."""
NO_RULE: Final = ""
"""The name under which it is counted that something unread stayed here although no rule speaks of it."""
MOST_DAYS: Final = 90
KEPT_MONTHS: Final = 4
"""So many calendar months are kept, this one among them: enough for MOST_DAYS whole."""
FEWEST: Final = 5
"""Fewer people are not shown together; a function of the database holds it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule saw and did since `since`. None: fewer than five people are behind it."""

    rule: str
    dry: bool
    people: int | None
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class Counted:
    """All rules that saw anything; `since` is the first day of the first month that is counted whole."""

    since: date
    rules: Sequence[RuleCount]


class Counts:
    """Counts, writes, and shows sums."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[Cell, Tally] = {}
        self._writing: dict[Cell, Tally] = {}
        self._ending = asyncio.Event()
        self._known: OrderedDict[tuple[Cell, str, Tally], None] = OrderedDict()
        self._task: asyncio.Task[None] | None = None
        self._lost = 0

    @property
    def waiting(self) -> int:
        """How many counters are not written yet."""
        return len(self._waiting) + len(self._writing)

    @property
    def lost(self) -> int:
        """How much could not be counted."""
        return self._lost

    def put(self, person: UUID, mode: Mode, judged: Iterable[Judged]) -> None:
        """Count what was decided about a request of this person. Never waits, never raises."""
        day = clock.now().date()
        for one in judged:
            rule = one.overridden or one.rule
            if rule is None and one.action is Action.ALLOW:
                continue
            cell = Cell(day, person, NO_RULE if rule is None else rule.id, mode is Mode.RECORD)
            tally = tally_of(one)
            if not self._knows((cell, one.key, tally)):
                self._add(cell, tally)

    def start(self) -> None:
        """Begin to write in the background."""
        self._task = tasks.spawn(self._run(), "guard counters")

    async def stop(self) -> None:
        """Write what waits, if the database is there."""
        self._ending.set()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                if self._task is not None:
                    await asyncio.wait({self._task})
                await self._flush()
        except TimeoutError:
            pass
        if self._task is not None:
            self._task.cancel()
        if self.waiting:
            _log.error("%d counters of the guard could not be written before the end", self.waiting)

    async def counted(self, who: Administration, days: int) -> Counted:
        """What rules saw and did in the last days, from the beginning of a calendar month on.

        For administrators and officers; raises OfficersOnly to others, InvalidRequest.
        """
        if not 1 <= days <= MOST_DAYS:
            raise InvalidRequest(f"The last 1 to {MOST_DAYS} days can be shown.")
        last = clock.now().date()
        first = (last - timedelta(days=days - 1)).replace(day=1)
        here = isinstance(who, Console)
        async with self._store.work(None if here else who, Role.JOBS if here else Role.APP) as work:
            if not (isinstance(who, Console) or administers(who) or await is_officer(work)):
                raise OfficersOnly("Only administrators and officers see these numbers.")
            months = await records.counted(work, first, last)
        return Counted(first, _together(months))

    async def own(self, caller: Caller, days: int) -> Counted:
        """What rules saw and did for the caller in the last days, today among them; raises InvalidRequest."""
        if not 1 <= days <= MOST_DAYS:
            raise InvalidRequest(f"The last 1 to {MOST_DAYS} days can be shown.")
        since = clock.now().date() - timedelta(days=days - 1)
        async with self._store.work(caller) as work:
            found = await records.own(work, since)
        return Counted(since, [RuleCount(rule, dry, 1, tally) for rule, dry, tally in found])

    async def remove_old(self) -> int:
        """Remove counters that are older than they may be; how many."""
        day = clock.now().date().replace(day=1)
        for _ in range(KEPT_MONTHS - 1):
            day = (day - timedelta(days=1)).replace(day=1)
        async with self._store.work(None, Role.JOBS) as work:
            return await records.remove_before(work, day)

    def _knows(self, thing: tuple[Cell, str, Tally]) -> bool:
        """Whether this was counted already; from now on it is."""
        if thing in self._known:
            self._known.move_to_end(thing)
            return True
        self._known[thing] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return False

    def _add(self, cell: Cell, tally: Tally) -> None:
        before = self._waiting.get(cell)
        if before is None and len(self._waiting) >= WAITING:
            self._lost += tally.seen
            return
        self._waiting[cell] = tally if before is None else before + tally

    async def _run(self) -> None:
        while not self._ending.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_SECONDS):
                    await self._ending.wait()
            await self._flush()

    async def _flush(self) -> None:
        """Write what waits; while the database is away it goes on waiting."""
        if not self._waiting:
            return
        self._writing, self._waiting = self._waiting, {}
        written = False
        try:
            async with self._store.work(None, durable=False) as work:
                await records.add(work, self._writing)
            written = True
        except Unavailable:
            pass
        except InhouseError as error:
            # It would not be taken the next time either.
            _log.error("counters of the guard cannot be written: %s", type(error).__name__)
            self._lost += sum(tally.seen for tally in self._writing.values())
            written = True
        finally:
            back, self._writing = self._writing, {}
            if not written:
                for cell, tally in back.items():
                    self._add(cell, tally)


def tally_of(judged: Judged) -> Tally:
    """What one decision counts for."""
    return Tally(
        seen=1,
        warned=int(judged.action is Action.WARN),
        replaced=int(judged.treatment is Treatment.STAND_IN),
        removed=int(judged.treatment is Treatment.REMOVE),
        kept_local=int(judged.action is Action.KEEP_LOCAL),
        refused=int(judged.action is Action.REFUSE),
        overridden=int(judged.overridden is not None),
    )


def _together(months: Iterable[records.Month]) -> list[RuleCount]:
    """Months of a rule as one; months of too few people are left out, and nothing is shown when all are."""
    found: dict[tuple[str, bool], RuleCount] = {}
    for month in months:
        named = (month.rule, month.dry)
        before = found.get(named, RuleCount(month.rule, month.dry, None, None))
        if month.people is None or month.tally is None:
            found[named] = before
            continue
        # People of two months may be the same: the larger number is certain.
        people = max(before.people or 0, month.people)
        found[named] = RuleCount(month.rule, month.dry, people, (before.tally or Tally()) + month.tally)
    return list(found.values())
