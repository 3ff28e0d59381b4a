from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.gate import Lines
from inhouse.ledger.entry import Closed, Entry, Matter, Opened, Origin, Outcome, Refused
from inhouse.ledger.writer import Row
from inhouse.net.errors import GateRefused
from tests.gates import KEY, LOG, departure, external

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLACE = external("out")


def row(number: int, matter: Matter) -> Row:
    closes = matter.closes if isinstance(matter, Closed) else None
    return Row(number, NOW, matter.kind, closes, Entry(Origin(LOG, "t"), number, NOW, matter).encode())


def use(lines: Lines, number: int, body: bytes = b"words", place: Destination = PLACE) -> None:
    lines.use(f"{LOG}/{number}".encode(), KEY.key.hex().encode(), place, body)


def test_a_line_is_open_from_its_entry_to_its_outcome() -> None:
    lines = Lines(LOG)
    opened = row(1, Opened(departure(PLACE, b"words")))
    lines.check([opened])
    lines.note([opened])
    assert len(lines) == 1
    use(lines, 1)
    lines.note([row(2, Closed(1, Outcome.OK))])
    assert len(lines) == 0
    with pytest.raises(GateRefused, match="no open line"):
        use(lines, 1)


def test_a_taken_log_has_no_open_lines() -> None:
    lines = Lines(LOG)
    lines.note([row(1, Opened(departure(PLACE, b"words")))])
    lines.forget()
    with pytest.raises(GateRefused):
        use(lines, 1)


@pytest.mark.parametrize("line", [b"", b"1", b"/1", b"other/1", LOG.encode() + b"/x", LOG.encode() + b"/-1", b"\xff/1"])
def test_what_is_no_line_lets_nothing_out(line: bytes) -> None:
    lines = Lines(LOG)
    lines.note([row(1, Opened(departure(PLACE, b"words")))])
    with pytest.raises(GateRefused):
        lines.use(line, KEY.key.hex().encode(), PLACE, b"words")


@pytest.mark.parametrize("key", [b"", b"zz", b"\xff", b"00"])
def test_what_is_not_the_lines_key_lets_nothing_out(key: bytes) -> None:
    lines = Lines(LOG)
    lines.note([row(1, Opened(departure(PLACE, b"words")))])
    with pytest.raises(GateRefused):
        lines.use(f"{LOG}/1".encode(), key, PLACE, b"words")


def test_what_stands_beside_an_entry_must_be_what_it_says() -> None:
    lines = Lines(LOG)
    true = row(5, Closed(1, Outcome.OK))
    lines.check([true])
    for number, closes in ((6, 1), (5, 2), (5, None)):
        with pytest.raises(GateRefused):
            lines.check([Row(number, NOW, true.kind, closes, true.entry)])
    with pytest.raises(GateRefused):
        Lines("another").check([true])


def test_an_entry_that_says_refused_opens_no_line() -> None:
    lines = Lines(LOG)
    refused = row(1, Refused(departure(PLACE, b"words"), "guard_refused"))
    lines.check([refused])
    with pytest.raises(GateRefused, match="beside it"):
        lines.check([replace(refused, kind="open")])
    act = replace(refused, kind="act", act=uuid4())
    with pytest.raises(GateRefused, match="beside it"):
        lines.check([act])


def test_an_entry_that_could_be_read_in_two_ways_is_not_taken() -> None:
    lines = Lines(LOG)
    opened = row(1, Opened(departure(PLACE, b"words")))
    lines.check([opened])
    for entry in (
        opened.entry.replace(b'"kind":"open"', b'"kind":"refused","kind":"open"'),
        opened.entry.replace(b'"kind":"open"', b'"kind": "open"'),
        opened.entry.replace(b'"tokens":null', b'"tokens":99999999999999999'),
    ):
        with pytest.raises(GateRefused, match="cannot be read"):
            lines.check([replace(opened, entry=entry)])


def test_a_line_that_calls_a_place_nearer_than_it_is_lets_nothing_out() -> None:
    lines = Lines(LOG)
    near = Destination(PLACE.name, DestinationClass.LOCAL, Assurance.DECLARED)
    lines.note([row(1, Opened(departure(near, b"words")))])
    with pytest.raises(GateRefused, match="another destination"):
        use(lines, 1)
