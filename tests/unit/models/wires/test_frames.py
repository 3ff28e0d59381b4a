import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.models.wires.frames import Frame


def piece(text: object, **more: object) -> dict[str, object]:
    choice = {"index": 0, "delta": {"content": text}, "logprobs": None, "finish_reason": None}
    return {"id": "a", "object": "chat.completion.chunk", "choices": [choice], "usage": None, **more}


def taught(value: dict[str, object]) -> Frame:
    frame = Frame()
    frame.learn(orjson.dumps(value), value)
    return frame


def test_a_frame_that_was_read_once_gives_the_text_of_the_next_pieces() -> None:
    frame = taught(piece("Hel"))
    assert frame.text_of(orjson.dumps(piece("lo"))) == "lo"
    assert frame.index == 0


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_out_as_it_was_written(text: str) -> None:
    assert taught(piece("a")).text_of(orjson.dumps(piece(text))) == text


def test_a_read_that_is_one_whole_event_is_taken_at_once() -> None:
    frame, data = taught(piece("Hel")), orjson.dumps(piece("lo"))
    assert frame.text_alone(b"data: " + data + b"\n\n") == "lo"
    for other in (data, b"data: " + data, b"data: " + data + b"\n\ndata: " + data + b"\n\n", b"data: [DONE]\n\n", b""):
        assert frame.text_alone(other) is None
    assert Frame().text_alone(b"data: " + data + b"\n\n") is None


def test_a_frame_with_spaces_is_learned_too() -> None:
    data = b'{"choices": [{"index": 1, "delta": {"content" : "a"}}]}'
    frame = Frame()
    frame.learn(data, orjson.loads(data))
    assert frame.text_of(data.replace(b'"a"', b'"b\\n"')) == "b\n"
    assert frame.index == 1


@pytest.mark.parametrize(
    "other",
    [
        piece("a", usage={"total_tokens": 1}),
        piece(None),
        piece(["a"]),
        piece({"a": "b"}),
        {"choices": [{"index": 0, "delta": {"content": "a", "refusal": "b"}}]},
        {"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"}]},
        {"choices": []},
        {"error": {"code": "content_filter"}},
    ],
)
def test_any_other_event_is_none_of_the_frames(other: dict[str, object]) -> None:
    assert taught(piece("a")).text_of(orjson.dumps(other)) is None
    assert taught(other).text_of(orjson.dumps(other)) is None


@pytest.mark.parametrize("wrong", [b"", b"{", b'"', orjson.dumps(piece("a"))[:-1], b"\xff"])
def test_what_is_no_event_is_none_of_the_frames(wrong: bytes) -> None:
    assert taught(piece("a")).text_of(wrong) is None


def test_a_string_cannot_end_early_and_be_followed_by_more() -> None:
    data = orjson.dumps(piece("a")).replace(b'"content":"a"', b'"content":"a","refusal":"b"')
    assert taught(piece("a")).text_of(data) is None


def test_another_member_of_the_same_name_is_not_mistaken_for_the_text() -> None:
    data = b'{"content":"a","choices":[{"index":0,"delta":{"content":"a"}}]}'
    frame = Frame()
    frame.learn(data, orjson.loads(data))
    assert frame.text_of(data) is None


def test_a_server_that_numbers_its_pieces_is_read_in_full() -> None:
    frame = Frame()
    for number in range(9):
        value = piece("a", id=str(number))
        frame.learn(orjson.dumps(value), value)
    assert frame.text_of(orjson.dumps(piece("b", id="8"))) is None
