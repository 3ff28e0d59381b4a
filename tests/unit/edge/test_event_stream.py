"""Server-sent events as bytes."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.events import TextDelta
from inhouse.edge.event_stream import encode


def test_an_event_is_a_numbered_block() -> None:
    number, name, data, *end = encode(7, TextDelta("Hi")).split(b"\n")
    assert (number, name, end) == (b"id: 7", b"event: text_delta", [b"", b""])
    told = orjson.loads(data.removeprefix(b"data: "))
    assert (told["type"], told["text"]) == ("text_delta", "Hi")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_block(text: str) -> None:
    block = encode(1, TextDelta(text)).decode()
    lines = block.split("\n")
    assert len(lines) == 5
    assert orjson.loads(lines[2].removeprefix("data: "))["text"] == text
