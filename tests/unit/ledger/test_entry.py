import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.acts import ActKind
from inhouse.core.caller import CallerKind
from inhouse.core.events import Usage
from inhouse.core.prompt import Purpose, Verdict
from inhouse.ledger.entry import (
    Acted,
    Closed,
    Departure,
    Entry,
    Finding,
    Matter,
    Opened,
    Origin,
    Outcome,
    Refused,
    Value,
    canonical,
    commitment,
)
from inhouse.ledger.kinds import KINDS
from tests.prompts import HERE, KEY

ORIGIN = Origin("inhouse.test/one", "tenant")
AT = datetime(2026, 11, 22, 13, 14, 15, 16, tzinfo=timezone(timedelta(hours=1)))
DEPARTURE = Departure(
    actor="a" * 32, credential=CallerKind.KEY, conversation=None, purpose=Purpose.DOOR, destination=HERE, model="demo",
    verdict=Verdict.PASS, policy="hash", guard_version="1", findings=(Finding("iban", 2),), body_bytes=12, tokens=None,
    commit="c0ffee",
    terms={"trained_on": 0, "kept_days": None, "monitored": None, "declared_on": "2026-11-20"},
)  # fmt: skip

Fields = st.recursive(
    st.none() | st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=126)), inner, max_size=3),
    max_leaves=5,
)


def encoded(matter: Matter) -> bytes:
    return Entry(ORIGIN, 7, AT, matter).encode()


def test_an_opening_entry_is_these_bytes() -> None:
    assert encoded(Opened(DEPARTURE)) == (
        b'{"actor":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","assurance":"enforced","bytes":12,"commit":"c0ffee",'
        b'"conversation":null,"credential":"key","destination":"engine","destination_class":"local",'
        b'"findings":[{"count":2,"kind":"iban"}],"guard":"1","kind":"open","log":"inhouse.test/one","model":"demo",'
        b'"policy":"hash","purpose":"door","seq":7,"tenant":"tenant",'
        b'"terms":{"declared_on":"2026-11-20","kept_days":null,"monitored":null,"trained_on":0},'
        b'"time":"2026-11-22T12:14:15.000016Z","tokens":null,"v":1,"verdict":"pass"}'
    )


def test_a_closing_entry_is_these_bytes() -> None:
    assert encoded(Closed(3, Outcome.OK, None, Usage(5, 6, 1, 2), "beef")) == (
        b'{"closes":3,"error":null,"kind":"outcome","log":"inhouse.test/one","outcome":"ok","response_commit":"beef",'
        b'"seq":7,"tenant":"tenant","time":"2026-11-22T12:14:15.000016Z",'
        b'"usage":{"cached":1,"completion":6,"prompt":5,"reasoning":2},"v":1}'
    )


def test_a_refusing_entry_says_why() -> None:
    entry = orjson.loads(encoded(Refused(DEPARTURE, "destination_refused")))
    assert (entry["kind"], entry["error"], entry["destination"]) == ("refused", "destination_refused", "engine")


def test_the_time_has_six_digits_also_in_a_whole_second() -> None:
    whole = Entry(ORIGIN, 1, datetime(2026, 1, 1, tzinfo=UTC), Closed(0, Outcome.CUT)).encode()
    assert b'"time":"2026-01-01T00:00:00.000000Z"' in whole


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(max_codepoint=126)), Fields))
def test_the_bytes_are_those_of_another_canonical_encoder(fields: dict[str, Value]) -> None:
    # For strings, integers and ASCII keys the standard library's sorted form is RFC 8785.
    other = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert canonical(fields) == other.encode()


def test_control_characters_are_escaped_as_rfc_8785_writes_them() -> None:
    # The string of the example in RFC 8785, section 3.2.3.
    expected = '{"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical({"string": '\u20ac$\u000f\nA\'B"\\\\"/'}) == expected.encode()


@pytest.mark.parametrize("value", ["\ud800", 2**53, -(2**53), object()])
def test_what_has_no_canonical_form_is_refused(value: Value) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_an_entry_that_does_not_fit_into_a_tile_is_refused() -> None:
    with pytest.raises(ValueError, match="tile"):
        encoded(Refused(DEPARTURE, "x" * 66_000))


def test_a_commitment_is_an_hmac_over_the_exact_bytes() -> None:
    assert commitment(KEY, b"body") == hmac.new(KEY.key, b"body", hashlib.sha256).hexdigest()


def test_an_act_says_what_was_done_and_stands_under_the_kind_of_act_it_is() -> None:
    act = Acted(UUID(int=5), AT, ActKind.ROLE.value, "actor", "subject", None, {"what": "admin", "now": 1})
    entry = orjson.loads(Entry(ORIGIN, 3, AT, act).encode())
    assert entry == {
        "v": 1, "seq": 3, "log": "inhouse.test/one", "tenant": "tenant", "time": "2026-11-22T12:14:15.000016Z",
        "kind": "role", "act": "00000000-0000-0000-0000-000000000005", "done": "2026-11-22T12:14:15.000016Z",
        "actor": "actor", "subject": "subject", "conversation": None, "facts": {"what": "admin", "now": 1},
    }  # fmt: skip


def test_every_kind_of_act_is_a_kind_of_entry() -> None:
    assert {kind.value for kind in ActKind} | {Opened.kind, Closed.kind, Refused.kind} == KINDS
