"""A receipt as a file: what it says is what its entries say."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from inhouse.ledger.receipt_file import ReceiptWrong, is_receipt, said_alone, shown_in

OPENED = {
    "kind": "open",
    "seq": 4,
    "log": "log",
    "time": "then",
    "destination": "openai",
    "destination_class": "external",
    "findings": [{"kind": "email", "count": 2}],
    "terms": {"trained_on": 0, "kept_days": 30, "monitored": None, "declared_on": "2026-01-01"},
}
CLOSED = {"kind": "outcome", "seq": 5, "log": "log", "closes": 4, "outcome": "ok"}

SHOWN_TERMS = {
    "trained_on": False,
    "kept_days": 30,
    "monitored": None,
    "declared_on": "2026-01-01",
    "declared_by": "A",
}


def a_receipt() -> dict[str, Any]:
    return {
        "receipt": "inhouse receipt 1", "line": "log/4", "kind": "open", "time": "then", "outcome": "ok", "facts": None,
        "went": {
            "destination": "openai", "destination_class": "external", "found": {"email": 2}, "replaced": 2,
            "policy_version": None,
            "terms": dict(SHOWN_TERMS),
        },
        "entry": {"line": "log/4", "entry": orjson.dumps(OPENED).decode(), "proof": "one"},
        "closed_by": {"line": "log/5", "entry": orjson.dumps(CLOSED).decode(), "proof": "two"},
    }  # fmt: skip


def test_it_holds_its_entries_with_their_proofs() -> None:
    text = orjson.dumps(a_receipt()).decode()
    assert is_receipt(text)
    assert [(one.line, one.proof) for one in shown_in(text)] == [("log/4", "one"), ("log/5", "two")]
    assert not is_receipt("c2sp.org/tlog-proof@v1\n")


def test_before_the_call_has_ended_it_holds_one() -> None:
    receipt = a_receipt() | {"closed_by": None, "outcome": None}
    assert [one.line for one in shown_in(orjson.dumps(receipt).decode())] == ["log/4"]


WRONG: list[Callable[[dict[str, Any]], Any]] = [
    lambda receipt: receipt.update(receipt="something else"),
    lambda receipt: receipt.update(line="log/3"),
    lambda receipt: receipt.update(kind="refused"),
    lambda receipt: receipt.update(time="later"),
    lambda receipt: receipt.update(facts={"what": "chat"}),
    lambda receipt: receipt.update(outcome="failed"),
    lambda receipt: receipt["went"].update(destination="engine"),
    lambda receipt: receipt["entry"].update(proof=None),
    lambda receipt: receipt["entry"].update(entry=None),
    lambda receipt: receipt["entry"].update(entry="{"),
    lambda receipt: receipt["entry"].update(entry="[]"),
    lambda receipt: receipt.update(entry=None, closed_by=None),
    lambda receipt: receipt.update(closed_by=None),
    lambda receipt: receipt.update(kept="nowhere"),
    lambda receipt: receipt.update(went="nowhere"),
    lambda receipt: receipt["went"].update(kept="nowhere"),
    lambda receipt: receipt["went"].update(found={}),
    lambda receipt: receipt["went"]["terms"].update(kept_days=0),
    lambda receipt: receipt["went"]["terms"].update(kept="not"),
    lambda receipt: receipt["went"].update(terms="kept nowhere"),
    lambda receipt: receipt["entry"].update(entry=orjson.dumps(OPENED | {"findings": [3]}).decode()),
    lambda receipt: receipt["closed_by"].update(entry=orjson.dumps(CLOSED | {"closes": 3}).decode()),
]


def test_what_does_not_fit_its_entries_is_refused() -> None:
    for change in WRONG:
        receipt = a_receipt()
        change(receipt)
        with pytest.raises(ReceiptWrong):
            shown_in(orjson.dumps(receipt).decode())


def test_what_the_server_alone_says_is_told() -> None:
    assert said_alone(orjson.dumps(a_receipt()).decode()) == ["replaced 2", "declared_by A"]
    assert said_alone(orjson.dumps(a_receipt() | {"went": None}).decode()) == ()


def test_a_name_that_is_there_twice_is_refused() -> None:
    text = orjson.dumps(a_receipt()).decode()
    pairs = (
        ('"outcome":"ok"', '"outcome":"failed","outcome":"ok"'),
        (r"\"seq\":4", r"\"seq\":9,\"seq\":4"),
    )
    for once, twice in pairs:
        assert once in text
        with pytest.raises(ReceiptWrong):
            shown_in(text.replace(once, twice, 1))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"receipt": 1}', '{"receipt":' + "[" * 100_000])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(ReceiptWrong):
        shown_in(text)
