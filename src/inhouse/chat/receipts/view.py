"""What a receipt shows: read from the entry itself, with the entry's exact bytes and their proof beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from inhouse.ledger.receipts import Proved, Receipt

FORMAT: Final = "inhouse receipt 1"

Known = Literal["proved", "self-reported"]


@dataclass(frozen=True, slots=True)
class TermsView:
    """The data terms that were declared for the place then; None where nobody knew.

    `declared_by` is told as long as the declaration of that day stands.
    """

    trained_on: bool | None
    kept_days: int | None
    monitored: bool | None
    declared_on: str | None
    declared_by: str | None


@dataclass(frozen=True, slots=True)
class WentView:
    """Where words went, or would have gone; `found` counts what the guard found, by kind."""

    destination: str
    destination_class: str
    assurance: str
    model: str
    terms: TermsView | None
    verdict: str
    policy: str
    policy_version: int | None
    guard: str
    found: dict[str, int]
    replaced: int | None
    bytes: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the ledger: its number, its exact bytes (JSON in UTF-8), and its proof as C2SP tlog-proof writes it.

    `proof` is null until a checkpoint covers the entry, about a second later.
    """

    line: str
    entry: str
    proof: str | None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt. `went` is there for words that left or were refused, `facts` for an act.

    `known` is `proved` when `inhouse ledger check` can check it without this server, and until then `self-reported`.
    """

    receipt: str
    line: str
    kind: str
    time: str
    known: Known
    went: WentView | None
    facts: dict[str, str | int | None] | None
    outcome: str | None
    entry: EntryView
    closed_by: EntryView | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What the server knows beside the entry: who declares a place's terms of which day, and a policy's version."""

    declared_by: Mapping[tuple[str, str | None], str | None]
    policy_versions: Mapping[str, int]
    replaced: int | None = None


NOTHING: Final = Beside({}, {})


def receipt_view(receipt: Receipt, beside: Beside = NOTHING) -> ReceiptView:
    """The receipt as it is shown and downloaded."""
    said = receipt.entry.fields
    outcome = receipt.outcome
    proved = receipt.entry.proof is not None and (outcome is None or outcome.proof is not None)
    return ReceiptView(
        receipt=FORMAT,
        line=receipt.entry.line,
        kind=said["kind"],
        time=said["time"],
        known="proved" if proved else "self-reported",
        went=_went(said, beside) if "destination" in said else None,
        facts=said.get("facts"),
        outcome=None if outcome is None else outcome.fields["outcome"],
        entry=_entry(receipt.entry),
        closed_by=None if outcome is None else _entry(outcome),
    )


def _entry(proved: Proved) -> EntryView:
    return EntryView(proved.line, proved.entry.decode(), proved.proof)


def _went(said: Mapping[str, Any], beside: Beside) -> WentView:
    return WentView(
        destination=said["destination"],
        destination_class=said["destination_class"],
        assurance=said["assurance"],
        model=said["model"],
        terms=_terms(said, beside),
        verdict=said["verdict"],
        policy=said["policy"],
        policy_version=beside.policy_versions.get(said["policy"]),
        guard=said["guard"],
        found={finding["kind"]: finding["count"] for finding in said["findings"]},
        replaced=beside.replaced,
        bytes=said["bytes"],
    )


def _terms(said: Mapping[str, Any], beside: Beside) -> TermsView | None:
    # Entries of before hold no terms.
    terms = said.get("terms")
    if terms is None:
        return None
    day = terms["declared_on"]
    return TermsView(
        trained_on=_yes(terms["trained_on"]),
        kept_days=terms["kept_days"],
        monitored=_yes(terms["monitored"]),
        declared_on=day,
        declared_by=beside.declared_by.get((said["destination"], day)),
    )


def _yes(value: int | None) -> bool | None:
    return None if value is None else bool(value)
