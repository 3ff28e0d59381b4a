from typing import Any

import orjson
import pytest

from inhouse.core.prompt import ResponseFormat
from inhouse.gateway.openai.errors import BadField
from inhouse.gateway.responses.body import ResponsesRequest, parse

SHAPE = {"type": "json_schema", "name": "person", "schema": {"type": "object"}, "strict": True}


def parsed(**fields: object) -> ResponsesRequest:
    return parse(orjson.dumps({"model": "demo", "input": "hello", **fields}))


def test_a_plain_request_is_not_stored() -> None:
    request = parsed(temperature=0.5, top_p=0.9, max_output_tokens=9, stream=True)
    assert (request.model, request.stream, request.store, request.previous) == ("demo", True, False, None)
    sampling = request.sampling
    assert (sampling.temperature, sampling.top_p, sampling.max_tokens) == (0.5, 0.9, 9)
    assert request.told["store"] is False


def test_what_an_answer_repeats() -> None:
    told = parsed(store=True, metadata={"a": "b"}, instructions="Be brief.", reasoning={"effort": "low"}).told
    assert (told["store"], told["metadata"], told["instructions"]) == (True, {"a": "b"}, "Be brief.")
    assert told["reasoning"] == {"effort": "low", "summary": None}


def test_effort_words_and_form() -> None:
    request = parsed(reasoning={"effort": "high", "summary": "auto"}, text={"format": SHAPE, "verbosity": "low"})
    assert (request.sampling.effort, request.sampling.verbosity) == ("high", "low")
    assert request.response_format == ResponseFormat("person", '{"type":"object"}', strict=True)
    assert parsed(text={"format": {"type": "json_object"}}).response_format == ResponseFormat()
    assert parsed(text={"format": {"type": "text"}}).response_format is None


def test_likelihoods() -> None:
    assert parsed().sampling.logprobs is False
    sampling = parsed(include=["message.output_text.logprobs"], top_logprobs=3).sampling
    assert (sampling.logprobs, sampling.top_logprobs) == (True, 3)


def test_what_is_harmless_is_ignored() -> None:
    parsed(
        user="x", service_tier="auto", prompt_cache_key="x", safety_identifier="x", background=False, conversation=None,
        truncation="disabled", include=["reasoning.encrypted_content"], stream=True,
        stream_options={"include_obfuscation": False},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"model": None}, "model"), ({"input": None}, "input"), ({"background": True}, "background"),
        ({"conversation": "c"}, "conversation"), ({"truncation": "auto"}, "truncation"), ({"prompt": {}}, "prompt"),
        ({"max_tool_calls": 3}, "max_tool_calls"), ({"bogus": 1}, "bogus"), ({"store": "yes"}, "store"),
        ({"include": ["web_search_call.action.sources"]}, "include[0]"), ({"include": "x"}, "include"),
        ({"reasoning": "low"}, "reasoning"), ({"reasoning": {"effort": "wild"}}, "reasoning.effort"),
        ({"reasoning": {"bogus": 1}}, "reasoning.bogus"), ({"text": 1}, "text"), ({"text": {"bogus": 1}}, "text.bogus"),
        ({"text": {"format": {}}}, "text.format.type"),
        ({"text": {"format": SHAPE | {"name": "a b"}}}, "text.format.name"),
        ({"temperature": 3}, "temperature"), ({"max_output_tokens": 0}, "max_output_tokens"),
        ({"stream_options": {}}, "stream_options"), ({"stream": True, "stream_options": 1}, "stream_options"),
        ({"metadata": {"a": 1}}, "metadata"), ({"metadata": [1]}, "metadata"),
        ({"metadata": {"a": "x" * 513}}, "metadata"),
        ({"metadata": {str(number): "" for number in range(17)}}, "metadata"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(BadField) as refusal:
        parsed(**fields)
    assert refusal.value.param == param
