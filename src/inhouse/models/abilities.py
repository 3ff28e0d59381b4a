"""What the row of a model says it can do: data that an administrator may change, and the profile made of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Literal

from inhouse.core.errors import InvalidRequest
from inhouse.models.profile import Prices, Profile, Quirks

_CONTEXT_TOKENS = 8_192
_ANSWER_TOKENS = 4_096
_MOST_TOKENS = 100_000_000
_MOST_EXTRA = 20
_LARGEST = 2**53
_AT_ONCE = 16
_DEAREST = Decimal(1_000_000)
_OURS = frozenset(
    {
        "store",
        "stream",
        "stream_options",
        "model",
        "messages",
        "input",
        "user",
        "metadata",
        "tools",
        "safety_identifier",
    }
)
"""Fields of a request that no row may set: what is sent and what is kept is not a matter of quirks."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a model can do, as far as anybody has said; None is left to what is usual."""

    context_tokens: int | None = None
    answer_tokens: int | None = None
    images: bool = False
    tools: bool = False
    reasoning: bool = False
    structured: bool = False
    embeds: bool = False
    prices: Prices | None = None
    quirks: Quirks = field(default_factory=Quirks)

    def profile(self) -> Profile:
        """The model as we treat it."""
        context = self.context_tokens or _CONTEXT_TOKENS
        return Profile(
            context_tokens=context,
            answer_tokens=min(self.answer_tokens or _ANSWER_TOKENS, context),
            at_once=_AT_ONCE,
            images=self.images,
            tools=self.tools,
            reasoning=self.reasoning,
            structured=self.structured,
            embeds=self.embeds,
            prices=self.prices,
            quirks=self.quirks,
        )


@dataclass(frozen=True, slots=True)
class QuirksChange:
    """What to change of the quirks; None leaves it. `extra` replaces all further fields."""

    extra: Mapping[str, bool | int | float | str] | None = None
    continues: bool | None = None
    temperature: bool | None = None
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] | None = None
    system_role: Literal["system", "developer", "user"] | None = None
    reasoning_effort: bool | None = None
    store: bool | None = None
    stream_usage: bool | None = None


@dataclass(frozen=True, slots=True)
class AbilitiesChange:
    """What to change of what a model can do; None leaves it."""

    context_tokens: int | None = None
    answer_tokens: int | None = None
    images: bool | None = None
    tools: bool | None = None
    reasoning: bool | None = None
    structured: bool | None = None
    embeds: bool | None = None
    prices: Prices | None = None
    quirks: QuirksChange | None = None


def changed(before: Abilities, change: AbilitiesChange) -> Abilities:
    """The abilities after a change; raises InvalidRequest."""
    for count in (change.context_tokens, change.answer_tokens):
        if count is not None and not 1 <= count <= _MOST_TOKENS:
            raise InvalidRequest("A number of tokens is at least 1.")
    given = {each.name: value for each in fields(change) if (value := getattr(change, each.name)) is not None}
    if change.quirks is not None:
        given["quirks"] = _changed_quirks(before.quirks, change.quirks)
    if change.prices is not None:
        _check_prices(change.prices)
    return replace(before, **given)


def _changed_quirks(before: Quirks, change: QuirksChange) -> Quirks:
    given = {each.name: value for each in fields(change) if (value := getattr(change, each.name)) is not None}
    if change.extra is not None:
        given["extra"] = _checked_extra(change.extra)
    return replace(before, **given)


def _checked_extra(extra: Mapping[str, bool | int | float | str]) -> Mapping[str, bool | int | float | str]:
    if forbidden := sorted(extra.keys() & _OURS):
        raise InvalidRequest(f"The field {forbidden[0]} is not set by quirks.", hint="Leave it out.")
    if len(extra) > _MOST_EXTRA:
        raise InvalidRequest(f"At most {_MOST_EXTRA} further fields are sent.")
    if any(isinstance(value, int | float) and not abs(value) < _LARGEST for value in extra.values()):
        raise InvalidRequest("A further field holds a number that JSON cannot carry everywhere.")
    return MappingProxyType(dict(extra))


def _check_prices(prices: Prices) -> None:
    several = (prices.prompt, prices.completion, prices.cached or Decimal(0))
    if not (len(prices.currency) == 3 and prices.currency.isascii() and prices.currency.isupper()):
        raise InvalidRequest("A currency has three capital letters (ISO 4217).", hint="Write EUR or USD.")
    if not all(price.is_finite() and 0 <= price <= _DEAREST for price in several):
        raise InvalidRequest("A price is a number that is not below zero, for a million tokens.")


def to_json(abilities: Abilities) -> dict[str, Any]:
    """As it is stored."""
    prices = abilities.prices
    quirks = {each.name: getattr(abilities.quirks, each.name) for each in fields(abilities.quirks)}
    plain = {each.name: getattr(abilities, each.name) for each in fields(abilities)}
    told = None if prices is None else {name: _price_text(value) for name, value in asdict(prices).items()}
    return plain | {"prices": told, "quirks": quirks | {"extra": dict(abilities.quirks.extra)}}


def from_json(value: Mapping[str, Any]) -> Abilities:
    """As it was stored; fields that this version does not know are left out."""
    known = _known(Abilities, value)
    prices, quirks = value.get("prices"), dict(_known(Quirks, value.get("quirks") or {}))
    if "extra" in quirks:
        quirks["extra"] = MappingProxyType(dict(quirks["extra"]))
    made: dict[str, Any] = {"prices": None if prices is None else _prices(prices), "quirks": Quirks(**quirks)}
    return Abilities(**(known | made))


def price(text: str) -> Decimal:
    """A price as it is written; raises InvalidRequest."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidRequest("A price is a number, for a million tokens.", hint="Write 2.50") from None


def _known(kind: type[Abilities | Quirks], value: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {name: inner for name, inner in value.items() if name in names}


def _price_text(value: object) -> str | None:
    return None if value is None else str(value)


def _prices(value: Mapping[str, str | None]) -> Prices:
    cached = value.get("cached")
    return Prices(
        str(value["currency"]),
        Decimal(str(value["prompt"])),
        Decimal(str(value["completion"])),
        None if cached is None else Decimal(cached),
    )
