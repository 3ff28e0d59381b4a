"""Server-sent events as bytes."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.events import TextDelta
from inhouse.edge.event_stream import encode


def test_an_event_is_a_numbered_block() -> None:
    assert encode(7, TextDelta("Hi")) == b'id: 7\nevent: text_delta\ndata: {"text":"Hi","type":"text_delta"}\n\n'


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_block(text: str) -> None:
    block = encode(1, TextDelta(text)).decode()
    lines = block.split("\n")
    assert len(lines) == 5
    assert orjson.loads(lines[2].removeprefix("data: "))["text"] == text
