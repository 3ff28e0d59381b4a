import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.ledger.entry import Value, canonical
from inhouse.ledger.kinds import KINDS
from inhouse.ledger.lines import Lines
from tests.logs import LOG, TENANT, entries_of, entry_of

ORIGIN = f"inhouse/{TENANT}/{LOG}"


def told(*entries: bytes) -> list[str]:
    """What is said of the last entry."""
    lines = Lines(ORIGIN)
    return [lines.take(entry) for entry in entries][-1]


def test_a_log_as_it_should_be() -> None:
    lines = Lines(ORIGIN)
    assert [lines.take(entry) for entry in entries_of(22)] == [[]] * 22
    assert lines.open_lines == 1
    assert lines.kinds == {"open": 10, "outcome": 9, "policy": 3}
    assert lines.times == ("2026-11-23T00:00:01.000000Z", "2026-11-23T00:00:22.000000Z")


@pytest.mark.parametrize("kind", sorted(KINDS - {"outcome"}))
def test_every_kind_is_known(kind: str) -> None:
    assert told(entry_of(1, kind)) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.integers(-(2**53) + 1, 2**53 - 1), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abcAB_9", min_size=1), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_what_the_ledger_writes_is_canonical_here_too(value: Value) -> None:
    assert told(entry_of(1, "policy", extra=value)) == []


@pytest.mark.parametrize(
    "value", ["true", "1.0", "1e3", "9007199254740992", "NaN", '"\\u0061"', '"\\/"', '{"b":1,"a":2}', '{"a":1,"a":1}']
)
def test_another_spelling_or_another_kind_of_value_is_refused(value: str) -> None:
    entry = entry_of(1, "policy", extra=7).replace(b'"extra":7', b'"extra":' + value.encode())
    assert told(entry) == ["is not in canonical form"]


@pytest.mark.parametrize("entry", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 60_000, b'"\\ud800"', b"9" * 5000])
def test_what_is_no_entry_is_refused(entry: bytes) -> None:
    assert told(entry) == ["is not in canonical form"]


def test_spaces_and_order_are_refused() -> None:
    fields = orjson.loads(entry_of(1, "policy"))
    for spelling in (json.dumps(fields), json.dumps(dict(reversed(fields.items())), separators=(",", ":"))):
        assert told(spelling.encode()) == ["is not in canonical form"]


def test_numbers_have_no_gaps() -> None:
    assert told(entry_of(1, "open"), entry_of(3, "open")) == ["has the number 3"]


def test_time_never_goes_back() -> None:
    first, second = orjson.loads(entry_of(1, "open")), orjson.loads(entry_of(2, "open"))
    second["time"] = "2026-11-22T23:59:59.999999Z"
    assert told(canonical(first), canonical(second)) == ["is older than the entry before it"]
    second["time"] = first["time"]
    assert told(canonical(first), canonical(second)) == []
    for wrong in ("yesterday", None, "2026-11-23T00:00:01Z"):
        second["time"] = wrong
        assert told(canonical(first), canonical(second)) == ["has no time"]


def test_an_outcome_closes_one_open_line_once() -> None:
    opened, refused = entry_of(1, "open"), entry_of(2, "refused")
    assert told(opened, refused, entry_of(3, "outcome", closes=1)) == []
    for closes in (2, 3, 4, 0, None, "1"):
        assert told(opened, refused, entry_of(3, "outcome", closes=closes)) != []
    assert told(opened, entry_of(2, "outcome", closes=1), entry_of(3, "outcome", closes=1)) != []


@pytest.mark.parametrize(
    "wrong", [{"destination": None}, {"bytes": None}, {"bytes": "1"}, {"bytes": -1}, {"commit": 7}]
)
def test_a_line_that_does_not_say_what_went_where_is_wrong(wrong: dict[str, Any]) -> None:
    assert told(entry_of(1, "open")) == []
    assert "does not say what went where" in " ".join(told(entry_of(1, "open", **wrong)))


def test_an_entry_of_another_log_or_kind_or_version_is_refused() -> None:
    assert told(entry_of(1, "open", "another")) == ["belongs to another log"]
    assert told(entry_of(1, "gossip")) == ["is about nothing that an entry can be about"]
    fields = orjson.loads(entry_of(1, "open"))
    assert told(canonical({**fields, "v": 2})) == ["has a version that is not known"]
    assert told(canonical({**fields, "tenant": "other"})) == ["belongs to another log"]


def test_an_entry_of_any_depth_is_answered() -> None:
    shallow = entry_of(1, "policy", facts={"a": 0})
    for depth in range(800, 1_100):
        deep = shallow.replace(b'{"a":0}', b'{"a":' + b"[" * depth + b"]" * depth + b"}")
        assert len(Lines(ORIGIN).take(deep)) <= 1
