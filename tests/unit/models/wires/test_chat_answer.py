from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    ChoiceEnded,
    Event,
    Failed,
    Finished,
    Logprobs,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.models.errors import AnswerBroken, BadAnswer, PromptFiltered, PromptTooLong
from inhouse.models.wires.chat_answer import _EVENT_BYTES, Answer
from tests.scripted import DONE, chunk, event

STOP = chunk(delta={}, finish_reason="stop")


def hear(*reads: bytes, choices: int = 1) -> list[Event]:
    answer = Answer(choices)
    events = [event for read in reads for event in answer.feed(read)]
    return events + answer.end()


def joined(events: list[Event]) -> list[Event]:
    """The same events as if all had come in one read."""
    whole: list[Event] = []
    for each in events:
        last = whole[-1] if whole else None
        if isinstance(last, TextDelta) and isinstance(each, TextDelta):
            whole[-1] = TextDelta(last.text + each.text)
        elif isinstance(last, ReasoningDelta) and isinstance(each, ReasoningDelta):
            whole[-1] = ReasoningDelta(last.text + each.text)
        else:
            whole.append(each)
    return whole


def test_an_answer_is_text_usage_and_an_end() -> None:
    usage = event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}})
    events = hear(
        chunk(delta={"role": "assistant", "content": None}),
        chunk(delta={"content": "Hel"}),
        chunk(delta={"content": "lo"}) + STOP + usage + DONE,
    )
    assert events == [TextDelta("Hel"), TextDelta("lo"), Usage(9, 2), Finished("stop")]


def test_deltas_of_one_read_are_joined() -> None:
    reads = b"".join(chunk(delta={"content": text}) for text in "abc")
    assert hear(reads, STOP)[0] == TextDelta("abc")


@pytest.mark.parametrize(
    ("reason", "finish"), [("stop", "stop"), ("length", "length"), ("tool_calls", "tool_calls"), ("new", "stop")]
)
def test_the_reason_is_told_in_our_words(reason: str, finish: str) -> None:
    assert hear(chunk(delta={}, finish_reason=reason), DONE) == [Finished(finish)]  # type: ignore[arg-type]


def test_a_content_filter_ends_the_answer_and_says_so() -> None:
    assert hear(chunk(delta={"content": "a"}), chunk(delta={}, finish_reason="content_filter"), DONE) == [
        TextDelta("a"), Finished("filtered"),
    ]  # fmt: skip


def test_what_azure_tells_of_its_filters_is_no_part_of_the_answer() -> None:
    safe = {"hate": {"filtered": False, "severity": "safe"}}
    prompt = event({"choices": [], "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": safe}]})
    annotated = chunk(delta={"content": "a"}, content_filter_results=safe, content_filter_offsets={"check_offset": 1})
    later = chunk(delta={}, content_filter_results={"violence": {"filtered": True}}, finish_reason="content_filter")
    assert hear(prompt, annotated, STOP, DONE) == [TextDelta("a"), Finished("stop")]
    assert hear(prompt, annotated, STOP, later, DONE) == [TextDelta("a"), Finished("filtered")]


def test_an_error_in_the_place_of_an_answer_is_what_it_says() -> None:
    filtered = event({"error": {"code": "content_filter", "message": "secret"}})
    too_long = event(
        {"error": {"message": "This model's maximum context length is 4096 tokens. Your prompt has 5000.", "code": 400}}
    )
    told: list[tuple[bytes, type[InhouseError]]] = [
        (filtered, PromptFiltered), (too_long, PromptTooLong), (event({"object": "error", "message": "no"}), BadAnswer),
        (event({"error": "secret"}), BadAnswer),
    ]  # fmt: skip
    for read, kind in told:
        with pytest.raises(kind) as caught:
            hear(read)
        assert "secret" not in str(caught.value)
    assert hear(chunk(delta={"content": "a"}), filtered) == [TextDelta("a"), Finished("filtered")]


def test_all_counts_of_tokens_are_taken() -> None:
    usage = {
        "prompt_tokens": 9,
        "completion_tokens": 2,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 1},
    }
    assert hear(STOP, event({"choices": [], "usage": usage}), DONE)[0] == Usage(9, 2, 4, 1)


@pytest.mark.parametrize("wrong", [None, "many", -1, 1.5, 1 << 40, {}])
def test_a_senseless_count_is_zero(wrong: object) -> None:
    events = hear(STOP, event({"choices": [], "usage": {"prompt_tokens": wrong, "completion_tokens": 2}}))
    assert events[0] == Usage(0, 2)


def test_reasoning_and_tool_calls_have_their_own_events() -> None:
    call = {"index": 1, "id": "c1", "function": {"name": "look", "arguments": '{"a"'}}
    events = hear(
        chunk(delta={"reasoning_content": "hm"}),
        chunk(delta={"reasoning": "m"}),
        chunk(delta={"tool_calls": [call, "broken"]}),
        chunk(delta={}, finish_reason="tool_calls"),
    )
    assert events == [
        ReasoningDelta("hm"),
        ReasoningDelta("m"),
        ToolCall(1, "c1", "look", '{"a"'),
        Finished("tool_calls"),
    ]


def test_thoughts_come_before_the_words_of_the_same_piece() -> None:
    assert hear(chunk(delta={"content": "Yes", "reasoning_content": "hm"}), STOP) == [
        ReasoningDelta("hm"), TextDelta("Yes"), Finished("stop"),
    ]  # fmt: skip


def test_a_tool_call_comes_in_pieces() -> None:
    pieces = [
        {"index": 0, "id": "c1", "type": "function", "function": {"name": "look", "arguments": ""}},
        {"index": 0, "function": {"arguments": '{"at":'}},
        {"index": 1, "id": "c2", "function": {"name": "find", "arguments": "{}"}},
        {"index": 0, "function": {"arguments": '"sky"}'}},
    ]
    assert hear(*(chunk(delta={"tool_calls": [piece]}) for piece in pieces), chunk(delta={}, finish_reason="stop")) == [
        ToolCall(0, "c1", "look", ""), ToolCall(0, None, None, '{"at":'), ToolCall(1, "c2", "find", "{}"),
        ToolCall(0, None, None, '"sky"}'), Finished("stop"),
    ]  # fmt: skip


def test_servers_that_number_and_name_no_calls_are_helped() -> None:
    calls = [
        {"function": {"name": "look", "arguments": {"at": "sky"}}},
        {"function": {"name": "find", "arguments": "{}"}},
    ]
    first, second, _ = hear(chunk(delta={"tool_calls": calls}), chunk(delta={}, finish_reason="tool_calls"))
    assert isinstance(first, ToolCall)
    assert isinstance(second, ToolCall)
    assert (first.index, first.name, orjson.loads(first.arguments)) == (0, "look", {"at": "sky"})
    assert (second.index, second.name, second.arguments) == (1, "find", "{}")
    assert first.call_id
    assert second.call_id
    assert first.call_id != second.call_id


def test_calls_beyond_all_measure_are_refused() -> None:
    with pytest.raises(BadAnswer):
        hear(chunk(delta={"tool_calls": [{"index": 1 << 30, "id": "c", "function": {"name": "x"}}]}))


def other(choice: int, finish_reason: str | None = None, **delta: object) -> bytes:
    return event({"choices": [{"index": choice, "delta": delta, "finish_reason": finish_reason}]})


def test_answers_that_nobody_asked_for_are_passed_over() -> None:
    reads = (chunk(delta={"content": "yes"}), other(1, "length", content="no"), STOP)
    assert hear(*reads) == [TextDelta("yes"), Finished("stop")]


def test_several_answers_may_come_interleaved() -> None:
    reads = other(0, content="a") + other(1, content="b") + other(0, content="c") + other(1, "length", content="d")
    assert hear(reads, other(0, "stop"), choices=2) == [
        TextDelta("a"), TextDelta("b", 1), TextDelta("c"), TextDelta("d", 1), ChoiceEnded(1, "length"),
        ChoiceEnded(0, "stop"), Finished("stop"),
    ]  # fmt: skip
    with pytest.raises(AnswerBroken):
        hear(other(0, "stop", content="a"), other(1, content="b"), choices=2)


def test_likelihoods_come_before_the_text_they_belong_to() -> None:
    told = {"content": [{"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}], "refusal": None}
    likely, text, end = hear(
        chunk(delta={"content": "a"}, logprobs=told), chunk(delta={}, logprobs=None, finish_reason="stop")
    )
    assert isinstance(likely, Logprobs)
    assert orjson.loads(likely.data) == told
    assert (text, end) == (TextDelta("a"), Finished("stop"))


def test_a_refusal_is_text_that_says_so() -> None:
    reads = chunk(delta={"refusal": "I "}) + chunk(delta={"refusal": "cannot."}) + STOP
    assert hear(reads) == [TextDelta("I cannot.", refusal=True), Finished("stop")]


def test_thoughts_and_words_may_be_parts_of_a_list() -> None:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    assert hear(chunk(delta={"content": [thinking, {"type": "text", "text": "a"}, "odd"]}), STOP) == [
        ReasoningDelta("hm"), TextDelta("a"), Finished("stop"),
    ]  # fmt: skip


def test_the_wire_may_be_sloppy() -> None:
    reads = (
        b"\xef\xbb\xbf: hello\r\n\r\nevent: message\r\nid: 3\r\nretry: 5\r\n"
        + chunk(delta={"content": "a"}).replace(b"\n", b"\r\n")
        + b"data:"
        + orjson.dumps({"choices": [{"index": 0, "delta": {"content": "b"}, "unknown": [1]}], "new": {}})
        + b"\r\r"
        + b"data: \n\n"
        + b'data: {"object": "ping"}\n\n'
        + STOP.replace(b"\n", b"\r")
    )
    assert hear(reads) == [TextDelta("ab"), Finished("stop")]


def test_data_over_several_lines_is_one_event() -> None:
    assert hear(b'data: {"choices":\ndata: [{"delta": {"content": "a"},\ndata: "finish_reason": "stop"}]}\n\n') == [
        TextDelta("a"),
        Finished("stop"),
    ]


def test_an_answer_may_end_without_done_and_without_a_last_empty_line() -> None:
    assert hear(chunk(delta={"content": "a"}), STOP.rstrip(b"\n")) == [TextDelta("a"), Finished("stop")]


def test_nothing_counts_after_done() -> None:
    answer = Answer()
    assert answer.feed(STOP + DONE + chunk(delta={"content": "late"})) == []
    assert answer.done
    assert answer.end() == [Finished("stop")]


@pytest.mark.parametrize("reads", [(), (chunk(delta={"content": "a"}),), (b"data: [DONE]\n\n",), (b": nothing\n\n",)])
def test_an_answer_without_an_end_is_broken(reads: tuple[bytes, ...]) -> None:
    with pytest.raises(AnswerBroken):
        hear(*reads)


@pytest.mark.parametrize(
    "data",
    [b"<html>", b"{", b'{"choices": [', b"\xff\xfe", b"[" * 200_000, b'{"error": {"message": "secret words"}}'],
)
def test_what_is_no_answer_is_refused_without_quoting_it(data: bytes) -> None:
    with pytest.raises(BadAnswer) as caught:
        hear(b"data: " + data + b"\n\n")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("data", [b"[]", b'"text"', b"1", b"null", b'{"choices": 5}', b'{"choices": [5, null, {}]}'])
def test_strange_json_is_passed_over(data: bytes) -> None:
    assert hear(b"data: " + data + b"\n\n", STOP) == [Finished("stop")]


def test_an_event_has_a_longest_length() -> None:
    with pytest.raises(BadAnswer):
        hear(*[b"data: " + b"x" * (_EVENT_BYTES // 2)] * 3)
    with pytest.raises(BadAnswer):
        hear(*[b"data: " + b"x" * 100_000 + b"\n"] * 20)


def test_a_pair_of_surrogates_may_come_in_two_deltas() -> None:
    halves = [b'data: {"choices": [{"delta": {"content": "%b"}}]}\n\n' % half for half in (b"a\\ud83d", b"\\ude00b")]
    assert joined(hear(*halves, STOP)) == [TextDelta("a\N{GRINNING FACE}b"), Finished("stop")]


@pytest.mark.parametrize("half", [b"\\ud83d", b"\\ude00", b"\\ud83dx", b"\\ude00\\ud83d"])
def test_half_a_pair_never_leaves(half: bytes) -> None:
    for each in hear(b'data: {"choices": [{"delta": {"content": "%b"}}]}\n\n' % half, STOP):
        if isinstance(each, TextDelta):
            assert "\ufffd" in each.text
            each.text.encode("utf-8")


def test_broken_utf8_is_marked() -> None:
    (text, _) = hear(b'data: {"choices": [{"delta": {"content": "a\xffb"}}]}\n\n', STOP)
    assert text == TextDelta("a\ufffdb")


def test_the_prompt_is_counted_beforehand_where_the_server_tells() -> None:
    answer = Answer()
    answer.feed(event({"choices": [{"index": 0, "delta": {}}], "prompt_progress": {"total": 1971, "processed": 9}}))
    answer.feed(b"".join(chunk(delta={"content": "x"}) for _ in range(3)))
    assert (answer.prompt_tokens, answer.pieces) == (1971, 3)


@given(
    texts=st.lists(st.text(min_size=1), max_size=8),
    cuts=st.lists(st.integers(min_value=0, max_value=2000), max_size=12),
    newline=st.sampled_from([b"\n", b"\r\n", b"\r"]),
)
def test_the_chunking_changes_nothing(texts: list[str], cuts: list[int], newline: bytes) -> None:
    sound = [text.encode("utf-8", "replace").decode() for text in texts]
    whole = b": hello\n\n" + b"".join(chunk(delta={"content": text}) for text in sound) + STOP + DONE
    whole = whole.replace(b"\n", newline)
    places = sorted({min(cut, len(whole)) for cut in cuts} | {0, len(whole)})
    reads = [whole[start:end] for start, end in pairwise(places)]
    expected: list[Event] = [TextDelta("".join(sound))] if sound else []
    assert joined(hear(*reads)) == [*expected, Finished("stop")]


@given(st.lists(st.binary(max_size=200), max_size=10))
def test_no_bytes_whatsoever_give_another_error(reads: list[bytes]) -> None:
    try:
        events = hear(*(b"data: " + read + b"\n\n" for read in reads))
    except BadAnswer:
        return
    assert isinstance(events[-1], Finished | Failed)


@pytest.mark.parametrize("wrong", [b"data: {\n\n", event({"error": {"message": "broken"}})])
def test_the_words_before_the_trouble_are_kept_also_when_both_come_at_once(wrong: bytes) -> None:
    answer = Answer()
    assert answer.feed(chunk(delta={"content": "Half"}) + wrong) == [TextDelta("Half")]
    assert answer.done
    with pytest.raises(BadAnswer):
        answer.end()


def test_json_that_is_written_again_can_be_read_again() -> None:
    half = b'data: {"choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[{"token":"\\ud83d"}]}}]}\n\n'
    likely = next(each for each in hear(half, chunk(finish_reason="stop"), DONE) if isinstance(each, Logprobs))
    assert orjson.loads(likely.data)["content"] == [{"token": "\ufffd"}]
    deep = b'{"a":' * 1000 + b"1" + b"}" * 1000
    call = b'{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":' + deep + b"}}]}}"
    with pytest.raises(BadAnswer):
        hear(b'data: {"choices":[' + call + b"]}\n\n")
