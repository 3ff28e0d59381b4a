"""Limits and budgets of this server, in two verbs: reserve before a call leaves, settle when it has ended.

    with meter.reserve(caller, prompt, model) as call:       raises LimitReached; nothing is held then
        call.ask(model)                                      which model is tried next; raises LimitReached
        call.opened(destination, line)                       words are about to leave
        call.note(event)                                     for every event of the answer
                                                             leaving settles, and hands in the row

Exact under concurrency: a call takes from all counters that apply, or from none, in one step that nothing can come
between; what is reserved and spent together stays under every bound. All of it is arithmetic in memory: no call waits
for the database. Several servers on one database each count for themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.prompt import Prompt
from inhouse.gateway.limits.counter import Counter, Moment
from inhouse.gateway.limits.reservation import Reservation
from inhouse.gateway.limits.rule import TOGETHER, Asker, Kind, Need, Rule, counted_as
from inhouse.gateway.limits.tally import Spend, Tally
from inhouse.gateway.usage.call import Call
from inhouse.gateway.usage.sums import FEWEST
from inhouse.models import Model

_REMEMBERED = 20_000
"""For so many askers at most it is remembered which counters are theirs."""

Keep = Callable[[Call], None]


def forget(call: Call) -> None:
    """Keep no row."""
    del call


def this_moment() -> Moment:
    """Now, on both clocks."""
    return Moment(clock.monotonic(), clock.now())


class Meter:
    """Counts every call under every rule that applies. `keep` is handed each call's row."""

    def __init__(self, keep: Keep = forget, now: Callable[[], Moment] = this_moment) -> None:
        self.now = now
        self._keep = keep
        self._rules: dict[UUID, Rule] = {}
        self._counters: dict[tuple[UUID, UUID], Counter] = {}
        self._remembered: dict[Asker, tuple[Counter, ...]] = {}
        self._tally = Tally(now().month)
        self._under_way: dict[int, Reservation] = {}

    def reserve(self, caller: Caller, prompt: Prompt, model: Model) -> Reservation:
        """Take what the call may need at most; raises LimitReached."""
        key = caller.credential if caller.kind is CallerKind.KEY else None
        reservation = Reservation(self, Asker(caller.person, key, caller.groups, model.id), prompt, model)
        self._under_way[id(reservation)] = reservation
        return reservation

    def counters(self, asker: Asker, now: Moment) -> Sequence[Counter]:
        """The counters of all rules that count this asker."""
        found = self._remembered.get(asker)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[asker] = self._found(asker, now)
        return found

    def ended(self, reservation: Reservation) -> None:
        """The call has ended: settle it and hand in its row."""
        self._under_way.pop(id(reservation), None)
        now = self.now()
        usage, estimated = reservation.used()
        cost = reservation.cost(usage)
        reservation.settle(now, Need(usage.prompt_tokens + usage.completion_tokens, cost))
        if cost is not None:
            self._tally.add(reservation.began.month, reservation.asker, cost)
        self._keep(reservation.row(now, usage, cost, estimated=estimated))

    def begin(self, month: int, spends: Iterable[Spend]) -> None:
        """What was spent this month before this server started."""
        for spend in spends:
            self._tally.add(month, spend.asker, spend.cost)
        self.use(tuple(self._rules.values()))

    def use(self, rules: Sequence[Rule]) -> None:
        """These are the rules from now on. What was counted stays where a rule only changes its bounds.

        A new rule counts the money of the whole month, and requests, tokens and streams of calls that begin from now.
        """
        now = self.now()
        self._tally.turn(now.month)
        self._rules = {rule.id: rule for rule in rules}
        self._remembered.clear()
        for (identity, name), counter in list(self._counters.items()):
            rule = self._rules.get(identity)
            if rule is None:
                del self._counters[identity, name]
            else:
                counter.rebound(now, rule.bounds, self._spent(rule, name))

    def under_way(self, seconds: float) -> list[Call]:
        """Rows of calls that began longer ago than that; each call once."""
        now = self.now()
        rows: list[Call] = []
        for reservation in self._under_way.values():
            if reservation.written or not reservation.left or now.seconds - reservation.began.seconds < seconds:
                continue
            reservation.written = True
            rows.append(reservation.row_of_running(now))
        return rows

    def spent(self, rule: Rule) -> int | None:
        """What a rule for many has counted this month; None for rules about one person, and for fewer than five.

        In millionths of its budget's currency. An administrator sees this, and must not see one person's use by it.
        """
        if rule.bounds.budget is None or rule.kind not in (Kind.EVERYONE, Kind.GROUP):
            return None
        self._tally.turn(self.now().month)
        return None if self._tally.people(rule) < FEWEST else self._tally.under(rule, TOGETHER)

    def mine(self, caller: Caller) -> list[tuple[Rule, Counter]]:
        """The rules that count the caller, with what they counted."""
        now = self.now()
        key = caller.credential if caller.kind is CallerKind.KEY else None
        askers = ((rule, Asker(caller.person, key, caller.groups, rule.model or "")) for rule in self._rules.values())
        names = [(rule, counted_as(rule, asker)) for rule, asker in askers]
        return [(rule, self._counter(rule, name, now)) for rule, name in names if name is not None]

    def _found(self, asker: Asker, now: Moment) -> tuple[Counter, ...]:
        names = [(rule, counted_as(rule, asker)) for rule in self._rules.values()]
        return tuple(self._counter(rule, name, now) for rule, name in names if name is not None)

    def _counter(self, rule: Rule, name: UUID, now: Moment) -> Counter:
        counter = self._counters.get((rule.id, name))
        if counter is None:
            self._tally.turn(now.month)
            counter = Counter(rule.bounds, now.month, self._spent(rule, name))
            self._counters[rule.id, name] = counter
        return counter

    def _spent(self, rule: Rule, name: UUID) -> int:
        person = name if rule.kind in (Kind.MEMBER, Kind.PERSON) else None
        return self._tally.under(rule, name, person)
