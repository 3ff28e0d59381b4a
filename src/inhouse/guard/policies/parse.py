"""A policy from JSON, as administrators, files and the database give it. Pure."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, TypeVar, cast
from uuid import UUID

from inhouse.core.destination import DestinationClass
from inhouse.guard.finding import Family
from inhouse.guard.policies.errors import PolicyUnusable
from inhouse.guard.policies.policy import EVERYTHING, Action, Mode, Policy, Rule, Valve

MOST_RULES: Final = 200
MOST_NAMED: Final = 200
LONGEST_NAME: Final = 100
LONGEST_TEXT: Final = 1_000
MOST_FINDINGS: Final = 10_000

_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_KIND: Final = re.compile(r"([a-z]+)\.(\*|[a-z0-9_]{1,64})")
_COUNTRY: Final = re.compile(r"[a-z]{2}")
_FAMILIES: Final = frozenset(Family)
_POLICY: Final = frozenset({"name", "mode", "countries", "contact", "officers", "rules"})
_RULE: Final = frozenset(
    {"id", "title", "description", "destinations", "models", "groups", "kinds", "at_least", "action", "valves"}
)

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def from_json(given: object) -> Policy:
    """The policy that this JSON describes; raises PolicyUnusable, which says where and why."""
    fields = _object(given, "", _POLICY)
    rules = tuple(
        _rule(one, f"rules[{number}]") for number, one in enumerate(_list(fields.get("rules"), "rules", MOST_RULES))
    )
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.id in seen:
            raise PolicyUnusable(f"rules[{number}].id", "twice", "Two rules have this id.")
        seen.add(rule.id)
    officers = fields.get("officers")
    return Policy(
        name=_text(fields.get("name"), "name", LONGEST_NAME, needed=True),
        rules=rules,
        mode=_choice(fields.get("mode", Mode.ENFORCE), "mode", Mode),
        countries=_set(fields.get("countries", []), "countries", _country),
        contact=_text(fields.get("contact", ""), "contact", LONGEST_TEXT),
        officers=None if officers is None else _uuid(officers, "officers"),
    )


def _rule(given: object, where: str) -> Rule:
    fields = _object(given, where, _RULE)
    kinds = _set(fields.get("kinds"), f"{where}.kinds", _kind)
    destinations = _set(
        fields.get("destinations"),
        f"{where}.destinations",
        lambda one, place: _choice(one, place, DestinationClass),
    )
    for name, found in (("kinds", kinds), ("destinations", destinations)):
        if not found:
            raise PolicyUnusable(f"{where}.{name}", "empty", "A rule about nothing is not needed.")
    models, groups = fields.get("models"), fields.get("groups")
    return Rule(
        id=_rule_id(fields.get("id"), f"{where}.id"),
        title=_text(fields.get("title"), f"{where}.title", LONGEST_NAME, needed=True),
        kinds=kinds,
        action=_choice(fields.get("action"), f"{where}.action", Action),
        destinations=destinations,
        valves=_set(fields.get("valves", []), f"{where}.valves", lambda one, place: _choice(one, place, Valve)),
        description=_text(fields.get("description", ""), f"{where}.description", LONGEST_TEXT),
        models=None if models is None else _set(models, f"{where}.models", _model),
        groups=None if groups is None else _set(groups, f"{where}.groups", _uuid),
        at_least=_number(fields.get("at_least", 1), f"{where}.at_least"),
    )


def _object(given: object, where: str, known: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise PolicyUnusable(where, "not_an_object", "This should be a JSON object.")
    fields = cast("dict[str, object]", given)
    for name in fields:
        if name not in known:
            place = f"{where}.{name}" if where else name
            raise PolicyUnusable(place[:LONGEST_NAME], "unknown", "A policy has no such part.")
    return fields


def _list(given: object, where: str, most: int) -> list[object]:
    if not isinstance(given, list):
        raise PolicyUnusable(where, "not_a_list", "This should be a list.")
    found = cast("list[object]", given)
    if len(found) > most:
        raise PolicyUnusable(where, "too_many", f"At most {most} are possible.")
    return found


def _set(given: object, where: str, read: Callable[[object, str], T]) -> frozenset[T]:
    found = _list(given, where, MOST_NAMED)
    return frozenset(read(one, f"{where}[{number}]") for number, one in enumerate(found))


def _choice(given: object, where: str, choices: type[E]) -> E:
    if not isinstance(given, str) or given not in [choice.value for choice in choices]:
        raise PolicyUnusable(where, "not_a_choice", "Possible are " + ", ".join(choice.value for choice in choices))
    return choices(given)


def _text(given: object, where: str, longest: int, *, needed: bool = False) -> str:
    if not isinstance(given, str):
        raise PolicyUnusable(where, "not_text", "This should be text.")
    if needed and not given.strip():
        raise PolicyUnusable(where, "empty", "This cannot be empty.")
    if len(given) > longest:
        raise PolicyUnusable(where, "too_long", f"At most {longest} characters are possible.")
    if not all(char.isprintable() or char == "\n" for char in given):
        raise PolicyUnusable(where, "not_printable", "It holds characters that cannot be shown.")
    return given


def _number(given: object, where: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= MOST_FINDINGS:
        raise PolicyUnusable(where, "not_a_count", f"This should be a number from 1 to {MOST_FINDINGS}.")
    return given


def _uuid(given: object, where: str) -> UUID:
    try:
        return UUID(given) if isinstance(given, str) else UUID("")
    except ValueError:
        raise PolicyUnusable(where, "not_an_id", "This should be the id of a group.") from None


def _model(given: object, where: str) -> str:
    return _text(given, where, MOST_NAMED, needed=True)


def _country(given: object, where: str) -> str:
    if not isinstance(given, str) or not _COUNTRY.fullmatch(given):
        raise PolicyUnusable(where, "not_a_country", "Write the ISO 3166 code of a country in lower case, as in de.")
    return given


def _rule_id(given: object, where: str) -> str:
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise PolicyUnusable(where, "not_an_id", "Use small letters, digits, - and _, 64 at most.")
    return given


def _kind(given: object, where: str) -> str:
    if given == EVERYTHING:
        return EVERYTHING
    found = _KIND.fullmatch(given) if isinstance(given, str) else None
    if found is None or found[1] not in _FAMILIES:
        families = ", ".join(family.value for family in Family)
        raise PolicyUnusable(where, "not_a_kind", f"Write *, secret.* or personal.iban; the families are {families}.")
    return found[0]
