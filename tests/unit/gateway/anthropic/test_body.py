from typing import Any

import orjson
import pytest

from inhouse.core.errors import InvalidRequest
from inhouse.core.prompt import ResponseFormat
from inhouse.gateway.anthropic.body import MessagesRequest, parse
from inhouse.gateway.openai.errors import BadField

HELLO: dict[str, Any] = {"model": "demo", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}


def parsed(**fields: object) -> MessagesRequest:
    return parse(orjson.dumps(HELLO | fields))


def blamed(**fields: object) -> str:
    with pytest.raises(BadField) as refusal:
        parsed(**fields)
    return refusal.value.param


def test_a_plain_request() -> None:
    request = parsed(temperature=0.5, top_p=0.9, stop_sequences=["END"], stream=True)
    assert (request.model, request.stream, request.thoughts, request.continues) == ("demo", True, True, False)
    sampling = request.sampling
    assert (sampling.max_tokens, sampling.temperature, sampling.top_p, sampling.stop) == (9, 0.5, 0.9, ("END",))


def test_the_beginning_of_an_answer_is_gone_on_with() -> None:
    assert parsed(messages=[*HELLO["messages"], {"role": "assistant", "content": "I"}]).continues


def test_marks_for_caches_and_accounting_are_ignored() -> None:
    parsed(
        metadata={"user_id": "x"}, service_tier="auto", cache_control={"type": "ephemeral"},
        context_management={"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}, container=None,
    )  # fmt: skip


def test_effort_and_form_of_the_answer() -> None:
    schema = {"type": "object"}
    request = parsed(output_config={"effort": "low", "format": {"type": "json_schema", "schema": schema}})
    assert request.sampling.effort == "low"
    assert request.response_format == ResponseFormat("answer", '{"type":"object"}', strict=True)


def test_a_choice_among_few_words_is_for_servers_that_know_it() -> None:
    assert parsed(top_k=5).extra == {"top_k": 5}


@pytest.mark.parametrize(
    ("thinking", "shown"),
    [
        (None, True), ({"type": "enabled", "budget_tokens": 1024}, True), ({"type": "disabled"}, False),
        ({"type": "adaptive", "display": "omitted"}, False),
    ],
)  # fmt: skip
def test_thoughts_are_shown_unless_they_are_not_wanted(thinking: object, shown: bool) -> None:
    assert parsed(thinking=thinking).thoughts is shown


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"max_tokens": None}, "max_tokens"), ({"max_tokens": 0}, "max_tokens"), ({"model": None}, "model"),
        ({"container": "x"}, "container"), ({"mcp_servers": []}, "mcp_servers"), ({"bogus": 1}, "bogus"),
        ({"inference_geo": "us"}, "inference_geo"), ({"temperature": 1.5}, "temperature"),
        ({"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}, "context_management"),
        ({"stop_sequences": "END"}, "stop_sequences"), ({"stop_sequences": [""]}, "stop_sequences"),
        ({"stop_sequences": list("abcde")}, "stop_sequences"), ({"thinking": {"type": "wild"}}, "thinking.type"),
        ({"thinking": "yes"}, "thinking"), ({"thinking": {}}, "thinking.type"),
        ({"output_config": {"effort": "none"}}, "output_config.effort"), ({"output_config": 1}, "output_config"),
        ({"output_config": {"format": {}}}, "output_config.format.type"),
        ({"output_config": {"format": {"type": "json_schema"}}}, "output_config.format.schema"),
        ({"messages": [{"role": "assistant", "content": []}]}, "messages"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    assert blamed(**fields) == param


def test_counting_needs_no_length_of_an_answer() -> None:
    raw = orjson.dumps({name: value for name, value in HELLO.items() if name != "max_tokens"})
    assert parse(raw, counting=True).sampling.max_tokens is None


def test_a_body_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        parse(b"[]")
