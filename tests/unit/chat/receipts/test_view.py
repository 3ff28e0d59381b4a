"""What a receipt shows is what its entry says."""

from datetime import UTC, datetime
from uuid import UUID

from inhouse.chat.receipts.view import Beside, TermsView, receipt_view
from inhouse.core.caller import CallerKind
from inhouse.core.prompt import Purpose, Verdict
from inhouse.ledger.entry import Acted, Closed, Departure, Entry, Finding, Opened, Origin, Outcome
from inhouse.ledger.receipts import Proved, Receipt
from tests.prompts import FAR

ORIGIN, AT = Origin("log", "tenant"), datetime(2026, 11, 23, tzinfo=UTC)
DEPARTURE = Departure(
    actor="a", credential=CallerKind.SESSION, conversation=None, purpose=Purpose.CHAT, destination=FAR, model="big",
    verdict=Verdict.STAND_IN, policy="hash", guard_version="3", findings=(Finding("personal.iban", 2),), body_bytes=12,
    tokens=None, commit="c0ffee",
    terms={"trained_on": 0, "kept_days": 30, "monitored": None, "declared_on": "2026-11-01"},
)  # fmt: skip


def proved(number: int, matter: Opened | Closed | Acted, proof: str | None = "proof") -> Proved:
    return Proved("log", number, Entry(ORIGIN, number, AT, matter).encode(), proof)


def test_for_an_answer_it_says_where_the_words_went_and_how_it_is_known() -> None:
    receipt = Receipt(proved(1, Opened(DEPARTURE)), proved(2, Closed(1, Outcome.OK)))
    beside = Beside({("openai", "2026-11-01"): "Ada"}, {"hash": 4}, replaced=2)
    view = receipt_view(receipt, beside)
    assert (view.line, view.kind, view.outcome, view.known, view.facts) == ("log/1", "open", "ok", "proved", None)
    assert view.went is not None
    assert view.went.terms == TermsView(False, 30, None, "2026-11-01", "Ada")
    assert (view.went.found, view.went.replaced, view.went.policy_version) == ({"personal.iban": 2}, 2, 4)
    assert view.entry.entry.encode() == receipt.entry.entry
    assert view.closed_by is not None


def test_without_a_checkpoint_over_both_entries_it_is_self_reported() -> None:
    view = receipt_view(Receipt(proved(1, Opened(DEPARTURE)), proved(2, Closed(1, Outcome.OK), None)))
    assert view.known == "self-reported"
    assert view.went is not None
    assert view.went.terms is not None
    assert view.went.terms.declared_by is None


def test_for_an_act_it_says_what_was_done() -> None:
    act = Acted(UUID(int=1), AT, "deletion", "a", None, None, {"what": "chat"})
    view = receipt_view(Receipt(proved(1, act), None))
    assert (view.kind, view.went, view.facts, view.closed_by) == ("deletion", None, {"what": "chat"}, None)
