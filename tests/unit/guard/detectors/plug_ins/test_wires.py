"""What plug-ins are asked, and what they answer."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.guard.detectors.plug_ins import PlugIn, read
from inhouse.guard.detectors.plug_ins.wires import UNKNOWN, Nonsense, answered, ask, kind_of

PRESIDIO, SPANS = read(
    [
        {"name": "presidio", "endpoint": "http://127.0.0.1:5002", "wire": "presidio", "kinds": {"BADGE": "none"}},
        {"name": "own", "endpoint": "http://127.0.0.1:5003/find", "wire": "spans", "kinds": {"crew": "name.person"}},
    ]
)
TEXT = "Frau Thalhammer aus Kufstein"


def found(plug_in: PlugIn, *facts: object) -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in answered(plug_in, TEXT, orjson.dumps(facts))]


def test_presidio_is_asked_in_its_own_words() -> None:
    question = ask(PRESIDIO, TEXT, "de")
    assert question.path == "/analyze"
    assert orjson.loads(question.body) == {"text": TEXT, "language": "de", "score_threshold": 0.5}


def test_another_service_is_asked_at_its_path() -> None:
    question = ask(SPANS, TEXT, "de")
    assert (question.path, orjson.loads(question.body)) == ("/find", {"text": TEXT, "language": "de"})


def test_entity_types_become_kinds() -> None:
    person = {"entity_type": "PERSON", "start": 5, "end": 15, "score": 0.85, "analysis_explanation": None}
    place = {"entity_type": "LOCATION", "start": 20, "end": 28, "score": 0.6}
    low = {"entity_type": "PERSON", "start": 0, "end": 4, "score": 0.2}
    date = {"entity_type": "DATE_TIME", "start": 0, "end": 4, "score": 0.9}
    badge = {"entity_type": "BADGE", "start": 0, "end": 4, "score": 0.9}
    assert found(PRESIDIO, place, person, low, date, badge) == [
        ("name.person", "Thalhammer"),
        ("name.place", "Kufstein"),
    ]


def test_a_list_may_stand_under_spans_and_a_score_may_be_left_out() -> None:
    body = orjson.dumps({"spans": [{"label": "crew", "start": 5, "end": 15}]})
    assert [(each.kind, each.value) for each in answered(SPANS, TEXT, body)] == [("name.person", "Thalhammer")]


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("PERSON", "name.person"),
        ("person", "name.person"),
        ("email", "personal.email"),
        ("phone number", "personal.phone"),
        ("term.project", "term.project"),
        ("shoe size", UNKNOWN),
        ("crew", "name.person"),
    ],
)
def test_what_has_no_kind_of_ours_is_found_all_the_same(named: str, kind: str) -> None:
    assert kind_of(SPANS, named) == kind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b'{"spans": 5}',
        b"[5]",
        b'[{"entity_type": "PERSON", "start": 5}]',
        b'[{"entity_type": "PERSON", "start": 5, "end": 99}]',
        b'[{"entity_type": "PERSON", "start": 5, "end": 5}]',
        b'[{"entity_type": "PERSON", "start": -1, "end": 5}]',
        b'[{"entity_type": "PERSON", "start": true, "end": 5}]',
        b'[{"entity_type": 7, "start": 0, "end": 5}]',
        b'[{"start": 0, "end": 5}]',
        b'[{"kind": "x", "start": 0, "end": 5, "score": "high"}]',
    ],
)
def test_nonsense_is_called_so(body: bytes) -> None:
    with pytest.raises(Nonsense):
        answered(SPANS, TEXT, body)


@given(st.binary())
def test_bytes_of_any_sort_are_an_answer_or_nonsense(body: bytes) -> None:
    with suppress(Nonsense):
        assert all(0 <= each.start < each.end <= len(TEXT) for each in answered(SPANS, TEXT, body))
