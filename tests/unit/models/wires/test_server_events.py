import pytest

from inhouse.models.errors import BadAnswer
from inhouse.models.wires import server_events
from inhouse.models.wires.server_events import ServerEvents

RAW = b'event: a\ndata: {"x":1}\n\n: a comment\n\ndata: one\r\ndata: two\r\n\r\ndata: last'


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_whole_whatever_the_chunking(size: int) -> None:
    events = ServerEvents()
    found = [data for start in range(0, len(RAW), size) for data in events.feed(RAW[start : start + size])]
    assert found == [b'{"x":1}', b"one\n two"]
    assert list(events.end()) == [b"last"]
    assert list(events.end()) == []


def test_an_event_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_events, "MOST_BYTES", 10)
    with pytest.raises(BadAnswer):
        list(ServerEvents().feed(b"data: 123456789"))
