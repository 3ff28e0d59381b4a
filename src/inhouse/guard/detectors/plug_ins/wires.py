"""What is said to a plug-in and what comes back. Pure.

presidio    POST /analyze {"text", "language", "score_threshold"} -> [{"entity_type", "start", "end", "score"}]
            as the analyzer of Microsoft Presidio speaks (its "API reference", POST /analyze).
spans       POST the endpoint's own path {"text", "language"} -> [{"kind" | "entity_type" | "label", "start", "end",
            "score"}], or the same list under "spans"; for GLiNER or a service of your own. No score means 1.

Places are code points of the text, the end not included.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import orjson

from inhouse.guard.detectors.plug_ins.plug_in import NOTHING, PlugIn, Wire, is_kind
from inhouse.guard.finding import Found

UNKNOWN: Final = "personal.other"
"""The kind of what a plug-in finds under a name that nobody has given a kind: found is found."""
MOST_SPANS: Final = 100_000

_NAMES = ("kind", "entity_type", "label", "entity_group")

_PRESIDIO: Final[Mapping[str, str]] = {
    "PERSON": "name.person",
    "LOCATION": "name.place",
    "GPE": "name.place",
    "ADDRESS": "name.place",
    "ORGANIZATION": "name.organisation",
    "EMAIL_ADDRESS": "personal.email",
    "PHONE_NUMBER": "personal.phone",
    "IBAN_CODE": "personal.iban",
    "CREDIT_CARD": "personal.card",
    "IP_ADDRESS": "personal.ip_address",
    "MAC_ADDRESS": "personal.mac_address",
    "US_SSN": "personal.social_security_number",
    "US_ITIN": "personal.tax_id",
    "US_PASSPORT": "personal.passport",
    "UK_NHS": "personal.health_number",
    "UK_NINO": "personal.social_security_number",
    "UK_PASSPORT": "personal.passport",
    "ES_NIF": "personal.national_id",
    "ES_NIE": "personal.national_id",
    "IT_FISCAL_CODE": "personal.tax_id",
    "IT_VAT_CODE": "personal.vat_number",
    "IT_PASSPORT": "personal.passport",
    "IT_IDENTITY_CARD": "personal.national_id",
    "PL_PESEL": "personal.national_id",
    "FI_PERSONAL_IDENTITY_CODE": "personal.national_id",
    "DE_TAX_ID": "personal.tax_id",
    "DE_PASSPORT": "personal.passport",
    "DE_ID_CARD": "personal.national_id",
    "DE_SOCIAL_SECURITY": "personal.social_security_number",
    "MEDICAL_LICENSE": "personal.health_number",
    # These are no personal data by themselves.
    "DATE_TIME": NOTHING,
    "NRP": NOTHING,
    "URL": NOTHING,
}
_COMMON: Final[Mapping[str, str]] = {
    "PERSON": "name.person",
    "PER": "name.person",
    "NAME": "name.person",
    "LOCATION": "name.place",
    "LOC": "name.place",
    "ADDRESS": "name.place",
    "CITY": "name.place",
    "ORGANIZATION": "name.organisation",
    "ORGANISATION": "name.organisation",
    "ORG": "name.organisation",
    "COMPANY": "name.organisation",
    "EMAIL": "personal.email",
    "EMAIL_ADDRESS": "personal.email",
    "PHONE": "personal.phone",
    "PHONE_NUMBER": "personal.phone",
}


class Nonsense(ValueError):
    """The answer is not what this wire says."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request: its path and its body."""

    path: str
    body: bytes


def ask(plug_in: PlugIn, text: str, language: str) -> Question:
    """The request that asks about a text."""
    if plug_in.wire is Wire.PRESIDIO:
        asked = {"text": text, "language": language, "score_threshold": plug_in.minimum_score}
        return Question(f"{plug_in.path}/analyze", orjson.dumps(asked))
    return Question(plug_in.path or "/", orjson.dumps({"text": text, "language": language}))


def answered(plug_in: PlugIn, text: str, body: bytes) -> list[Found]:
    """What the answer says was found, in order; raises Nonsense."""
    try:
        facts: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Nonsense from None
    if isinstance(facts, dict):
        facts = cast("dict[str, object]", facts).get("spans")
    if not isinstance(facts, list) or len(cast("list[object]", facts)) > MOST_SPANS:
        raise Nonsense
    found: list[Found] = []
    for fact in cast("list[object]", facts):
        if not isinstance(fact, dict):
            raise Nonsense
        one = _found(plug_in, text, cast("dict[str, object]", fact))
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda each: (each.start, each.end))


def _found(plug_in: PlugIn, text: str, fact: Mapping[str, object]) -> Found | None:
    start, end, score = fact.get("start"), fact.get("end"), fact.get("score", 1.0)
    named = next((fact[name] for name in _NAMES if fact.get(name) is not None), None)
    if not _is_place(start, end, text) or not isinstance(score, int | float) or not isinstance(named, str):
        raise Nonsense
    kind = kind_of(plug_in, named)
    if kind == NOTHING or score < plug_in.minimum_score:
        return None
    first, last = cast("tuple[int, int]", (start, end))
    return Found(kind, first, last, " ".join(text[first:last].split()))


def _is_place(start: object, end: object, text: Sequence[str]) -> bool:
    if isinstance(start, bool) or not isinstance(start, int) or not isinstance(end, int):
        return False
    return 0 <= start < end <= len(text)


def kind_of(plug_in: PlugIn, named: str) -> str:
    """Our kind for what the plug-in calls it: as it is written down, as such services call it, or as it is."""
    usual = _PRESIDIO if plug_in.wire is Wire.PRESIDIO else _COMMON
    mapped = plug_in.kinds.get(named) or usual.get(named.upper().replace(" ", "_"))
    return mapped or (named if is_kind(named) else UNKNOWN)
