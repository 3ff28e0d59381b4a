"""Limits for tests: a clock that the test moves, rules, a priced model."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from inhouse.core.caller import Caller, CallerKind
from inhouse.core.events import Event, Finished, TextDelta, Usage
from inhouse.core.ids import PersonId, new_id
from inhouse.core.prompt import Prompt, PromptMessage, Purpose, Role, Sampling, Text
from inhouse.gateway.limits.counter import Moment
from inhouse.gateway.limits.meter import Meter
from inhouse.gateway.limits.rule import Bounds, Kind, Money, Rule
from inhouse.gateway.usage.call import Account, Call, Outcome
from inhouse.ledger import Line
from inhouse.models.model import Model
from inhouse.models.profile import Prices
from tests.prompts import HERE, KEY, model_at

EUROS = Prices("EUR", Decimal("2.5"), Decimal(10), Decimal("0.25"))
"""Millionths of a euro for each token, as it happens."""


@dataclass
class Clock:
    """Both clocks of a meter."""

    seconds: float = 1000.0
    date: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))

    def __call__(self) -> Moment:
        return Moment(self.seconds, self.date)

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.date += timedelta(seconds=seconds)


class Counted:
    """A meter with its clock and the rows that it handed in."""

    def __init__(self, *rules: Rule) -> None:
        self.clock = Clock()
        self.rows: list[Call] = []
        self.meter = Meter(self.rows.append, self.clock)
        self.meter.use(rules)


def rule(
    kind: Kind = Kind.EVERYONE,
    subject: UUID | None = None,
    model: str | None = None,
    *,
    requests: int | None = None,
    tokens: int | None = None,
    streams: int | None = None,
    euros: str | None = None,
) -> Rule:
    budget = None if euros is None else Money(int(Decimal(euros) * 10**6), "EUR")
    return Rule(new_id(), kind, subject, model, Bounds(requests, tokens, streams, budget))


def priced(model_id: str = "demo", prices: Prices | None = EUROS, answer_tokens: int = 512) -> Model:
    model = model_at(HERE)
    profile = replace(model.profile, prices=prices, answer_tokens=answer_tokens)
    return replace(model, id=model_id, profile=profile)


def asking(text: str = "Hello", most: int | None = None) -> Prompt:
    return Prompt(
        "demo", (PromptMessage(Role.USER, (Text(text),)),), Purpose.DOOR, KEY, sampling=Sampling(max_tokens=most)
    )


def caller(*groups: UUID, key: UUID | None = None, person: UUID | None = None) -> Caller:
    kind = CallerKind.SESSION if key is None else CallerKind.KEY
    return Caller(
        PersonId(person or new_id()), admin=False, kind=kind, credential=key or new_id(), groups=frozenset(groups)
    )


def line(number: int = 1) -> Line:
    return Line("log", number, KEY)


def answer(prompt_tokens: int, completion_tokens: int) -> list[Event]:
    return [TextDelta("Hello"), Usage(prompt_tokens, completion_tokens), Finished("stop")]


def call_of(who: Caller) -> Call:
    """A row of a call that has ended well."""
    return Call(
        id=new_id(),
        at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        account=Account(who.person, who.credential if who.kind is CallerKind.KEY else None, who.groups),
        model="demo",
        destination_class=HERE.destination_class,
        purpose=Purpose.DOOR,
        usage=Usage(100, 20, 10, 5),
        outcome=Outcome.OK,
        cost=450,
        currency="EUR",
        first_ms=30,
        total_ms=900,
        log="log",
        line=1,
    )
