"""Never above the limit, whatever the interleaving: calls come, end and time passes in any order.

A model stands beside the meter that keeps everything and adds it up anew after each step.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.caller import Caller
from inhouse.core.events import Finished, Usage
from inhouse.gateway.limits import estimate
from inhouse.gateway.limits.errors import LimitReached
from inhouse.gateway.limits.reservation import Reservation
from inhouse.gateway.limits.rule import Kind
from inhouse.models.profile import Prices
from tests.meters import Counted, asking, caller, line, priced, rule
from tests.prompts import HERE

CALLERS = (caller(), caller())
MODEL = priced(prices=Prices("EUR", Decimal(1), Decimal(1)))
PROMPT = asking("Hello", most=20)
NEED = estimate.need(PROMPT, MODEL)
REQUESTS, TOKENS, STREAMS = 7, 400, 4


@dataclass(frozen=True)
class Comes:
    """A call of one of the callers."""

    who: int


@dataclass(frozen=True)
class Ends:
    """One of the calls under way ends, with so much of its answer."""

    which: int
    answered: int
    told: bool


@dataclass(frozen=True)
class Passes:
    """Time."""

    seconds: float


STEPS = st.lists(
    st.one_of(
        st.builds(Comes, st.integers(0, 1)),
        st.builds(Ends, st.integers(0, 9), st.integers(0, 20), st.booleans()),
        st.builds(Passes, st.floats(0, 40)),
    ),
    max_size=60,
)


@dataclass
class World:
    """A meter with one rule for each caller alone and one for both, and what really happened."""

    counted: Counted
    under_way: list[tuple[Caller, float, Reservation]] = field(default_factory=list)
    let_through: list[tuple[Caller, float, list[int]]] = field(default_factory=list)

    def comes(self, who: Caller) -> None:
        try:
            call = self.counted.meter.reserve(who, PROMPT, MODEL)
        except LimitReached:
            return
        # What a call counts: all it may take while it runs, what it took when it has ended.
        self.let_through.append((who, self.counted.clock.seconds, [NEED.tokens]))
        self.under_way.append((who, len(self.let_through) - 1, call))

    def ends(self, step: Ends) -> None:
        if not self.under_way:
            return
        _, index, call = self.under_way.pop(step.which % len(self.under_way))
        with call:
            call.opened(HERE, line())
            if step.told:
                call.note(Usage(10, step.answered))
            call.note(Finished("stop"))
        usage, _ = call.used()
        self.let_through[int(index)][2][0] = usage.prompt_tokens + usage.completion_tokens

    def in_a_minute(self, who: Caller | None) -> list[int]:
        """Tokens of each call in the last sixty seconds."""
        now = self.counted.clock.seconds
        return [tokens[0] for whose, moment, tokens in self.let_through if who in (None, whose) and now - moment < 60]

    def spent(self, who: Caller) -> int:
        """Every token costs a millionth; under way costs as much as may be."""
        ended = sum(row.cost for row in self.counted.rows if row.account.person == who.person)
        running = sum(NEED.cost.micros for whose, _, _ in self.under_way if whose is who and NEED.cost is not None)
        return ended + running


@given(STEPS)
def test_no_interleaving_lets_more_through_than_the_strictest_rule(steps: list[Comes | Ends | Passes]) -> None:
    each = rule(Kind.PERSON, requests=REQUESTS - 3, streams=STREAMS - 1, euros="0.0005")
    together = rule(requests=REQUESTS, tokens=TOKENS, streams=STREAMS)
    world = World(Counted(each, together))
    for step in steps:
        match step:
            case Comes(who):
                world.comes(CALLERS[who])
            case Ends():
                world.ends(step)
            case Passes(seconds):
                world.counted.clock.passes(seconds)
        assert len(world.under_way) <= STREAMS
        assert len(world.in_a_minute(None)) <= REQUESTS
        assert sum(world.in_a_minute(None)) <= TOKENS
        for who in CALLERS:
            assert sum(whose is who for whose, _, _ in world.under_way) <= STREAMS - 1
            assert len(world.in_a_minute(who)) <= REQUESTS - 3
            assert world.spent(who) <= 500


@given(STEPS)
def test_when_all_calls_have_ended_and_a_minute_is_over_all_is_free_again(steps: list[Comes | Ends | Passes]) -> None:
    world = World(Counted(rule(requests=REQUESTS, tokens=TOKENS, streams=STREAMS)))
    for step in steps:
        match step:
            case Comes(who):
                world.comes(CALLERS[who])
            case Ends():
                world.ends(step)
            case Passes(seconds):
                world.counted.clock.passes(seconds)
    while world.under_way:
        world.ends(Ends(0, 20, told=True))
    world.counted.clock.passes(61)
    ((_, counter),) = world.counted.meter.mine(CALLERS[0])
    assert (counter.streams, counter.reserved) == (0, 0)
    assert counter.requests_left(world.counted.clock.seconds) == (REQUESTS, 0)
    assert counter.tokens_left(world.counted.clock.seconds) == (TOKENS, 0)
    world.comes(CALLERS[0])
    assert world.under_way
