import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.errors import InvalidRequest, TooLarge
from inhouse.core.prompt import PromptMessage, Role, Sampling, Text
from inhouse.gateway.openai.body import TEXT_BYTES, ChatRequest, parse
from inhouse.gateway.openai.errors import BadField

HELLO = {"role": "user", "content": "hello"}


def parsed(**fields: object) -> ChatRequest:
    return parse(orjson.dumps({"model": "demo", "messages": [HELLO], **fields}))


def refused(raw: bytes) -> tuple[str | None, str]:
    with pytest.raises(InvalidRequest) as refusal:
        parse(raw)
    error = refusal.value
    assert error.status == 400
    return (error.param if isinstance(error, BadField) else None), error.code


def test_a_text_over_the_limit_is_named() -> None:
    most = "\N{LATIN SMALL LETTER E WITH ACUTE}" * (TEXT_BYTES // 2)
    assert parsed(messages=[{"role": "user", "content": most}]).messages[0].text == most
    with pytest.raises(TooLarge, match=r"messages\[1\]\.content.* 1,048,576 bytes"):
        parsed(messages=[HELLO, {"role": "user", "content": most + "e"}])


def test_the_smallest_request() -> None:
    assert parsed() == ChatRequest(
        "demo", (PromptMessage(Role.USER, (Text("hello"),)),), Sampling(), stream=False, include_usage=False
    )


def test_every_field_that_is_used_arrives() -> None:
    request = parsed(
        stream=True, stream_options={"include_usage": True, "include_obfuscation": False}, temperature=1, top_p=0.5,
        max_completion_tokens=9, stop=["a", "b"], seed=-7, frequency_penalty=-2, presence_penalty=2.0,
    )  # fmt: skip
    assert request.sampling == Sampling(1.0, 0.5, 9, ("a", "b"), -7, -2.0, 2.0)
    assert (request.stream, request.include_usage) == (True, True)
    assert parsed(stop="x", max_tokens=3).sampling == Sampling(max_tokens=3, stop=("x",))
    assert parsed(max_tokens=3, max_completion_tokens=3).sampling.max_tokens == 3


def test_every_role_and_both_forms_of_content() -> None:
    messages = [
        {"role": "system", "content": "a"},
        {"role": "developer", "content": [{"type": "text", "text": "b"}, {"type": "text", "text": "c"}]},
        {"role": "user", "content": "", "name": "anna", "tool_calls": []},
        {"role": "assistant", "content": "d", "refusal": None, "tool_calls": None, "annotations": [], "audio": None},
    ]
    assert parsed(messages=messages).messages == (
        PromptMessage(Role.SYSTEM, (Text("a"),)),
        PromptMessage(Role.SYSTEM, (Text("b"), Text("c"))),
        PromptMessage(Role.USER, (Text(""),), "anna"),
        PromptMessage(Role.ASSISTANT, (Text("d"),)),
    )


@pytest.mark.parametrize(
    "harmless",
    [
        {"user": "anna"}, {"metadata": {"a": "b"}}, {"store": True}, {"store": False}, {"service_tier": "auto"},
        {"parallel_tool_calls": True}, {"n": 1}, {"logprobs": False}, {"top_logprobs": 0}, {"logit_bias": {}},
        {"tools": []}, {"functions": []}, {"tool_choice": "none"}, {"response_format": {"type": "text"}},
        {"modalities": ["text"]}, {"safety_identifier": "x"}, {"prompt_cache_key": "x"},
        {"prompt_cache_retention": "24h"}, {"function_call": "auto"}, {"tool_choice": "auto"}, {"audio": None},
        {"temperature": None, "stop": None, "n": None, "tools": None, "stream": None, "user": None},
        {"stream_options": None},
    ],
    ids=lambda value: str(value)[-60:],
)  # fmt: skip
def test_what_is_harmless_is_accepted(harmless: dict[str, object]) -> None:
    assert parsed(**harmless) == parsed()


def test_the_newer_ways_to_choose_words_arrive() -> None:
    request = parsed(n=3, logprobs=True, top_logprobs=5, reasoning_effort="xhigh", verbosity="low")
    assert request.sampling == Sampling(n=3, logprobs=True, top_logprobs=5, effort="xhigh", verbosity="low")


def test_fields_that_nobody_knows_here_are_kept_for_the_models_server() -> None:
    request = parsed(top_k=5, chat_template_kwargs={"enable_thinking": False}, logit_bias={"50256": -100}, new=None)
    assert request.extra == {
        "top_k": 5, "chat_template_kwargs": {"enable_thinking": False}, "logit_bias": {"50256": -100}, "new": None,
    }  # fmt: skip
    assert parsed().extra == {}


def test_the_address_may_name_the_model() -> None:
    body = orjson.dumps({"messages": [HELLO]})
    assert parse(body, "demo").model == "demo"
    assert parse(orjson.dumps({"messages": [HELLO], "model": "other"}), "demo").model == "demo"


def nested(**fields: object) -> dict[str, Any]:
    return {"messages": [HELLO, {**HELLO, **fields}]}


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"model": None}, "model", "missing_required_parameter"),
        ({"model": 7}, "model", "invalid_type"),
        ({"model": "de\0mo"}, "model", "invalid_value"),
        ({"stream": "yes"}, "stream", "invalid_type"),
        ({"stream_options": {}}, "stream_options", "invalid_value"),
        ({"stream": True, "stream_options": []}, "stream_options", "invalid_type"),
        ({"stream": True, "stream_options": {"x": 1}}, "stream_options.x", "unknown_parameter"),
        ({"stream": True, "stream_options": {"include_usage": 1}}, "stream_options.include_usage", "invalid_type"),
        ({"temperature": "hot"}, "temperature", "invalid_type"),
        ({"temperature": True}, "temperature", "invalid_type"),
        ({"temperature": 2.1}, "temperature", "invalid_value"),
        ({"top_p": -0.1}, "top_p", "invalid_value"),
        ({"frequency_penalty": 3}, "frequency_penalty", "invalid_value"),
        ({"presence_penalty": -3}, "presence_penalty", "invalid_value"),
        ({"max_tokens": 0}, "max_tokens", "invalid_value"),
        ({"max_tokens": 1.5}, "max_tokens", "invalid_type"),
        ({"max_completion_tokens": True}, "max_completion_tokens", "invalid_type"),
        ({"max_tokens": 1, "max_completion_tokens": 2}, "max_tokens", "invalid_value"),
        ({"seed": 2**63}, "seed", "invalid_value"),
        ({"stop": 5}, "stop", "invalid_type"),
        ({"stop": ["a", 5]}, "stop", "invalid_type"),
        ({"stop": [""]}, "stop", "invalid_value"),
        ({"stop": ["a"] * 5}, "stop", "invalid_value"),
        ({"n": 0}, "n", "invalid_value"),
        ({"n": True}, "n", "invalid_type"),
        ({"n": 129}, "n", "invalid_value"),
        ({"logprobs": 1}, "logprobs", "invalid_type"),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs", "invalid_value"),
        ({"reasoning_effort": "utmost"}, "reasoning_effort", "invalid_value"),
        ({"reasoning_effort": 3}, "reasoning_effort", "invalid_type"),
        ({"verbosity": "none"}, "verbosity", "invalid_value"),
        ({"web_search_options": {}}, "web_search_options", "unsupported_parameter"),
        ({"data_sources": []}, "data_sources", "unsupported_parameter"),
        ({"store": True, "x\x07y": "z" * 70_000}, "xy", "invalid_value"),
        ({"top_logprobs": 3}, "top_logprobs", "invalid_value"),
        ({"modalities": ["audio"]}, "modalities", "unsupported_parameter"),
        ({"audio": {}}, "audio", "unsupported_parameter"),
        ({"functions": [{}]}, "functions", "unsupported_parameter"),
        ({"tool_choice": "required"}, "tool_choice", "invalid_value"),
        ({"function_call": {"name": "x"}}, "function_call", "unsupported_parameter"),
        ({"messages": None}, "messages", "missing_required_parameter"),
        ({"messages": "hello"}, "messages", "invalid_type"),
        ({"messages": []}, "messages", "invalid_value"),
        ({"messages": [HELLO] * 10_001}, "messages", "invalid_value"),
        ({"messages": ["hello"]}, "messages[0]", "invalid_type"),
        ({"messages": [HELLO, {"content": "x"}]}, "messages[1].role", "missing_required_parameter"),
        (nested(role="boss"), "messages[1].role", "invalid_value"),
        (nested(role=["user"]), "messages[1].role", "invalid_value"),
        (nested(role="tool"), "messages[1].tool_call_id", "missing_required_parameter"),
        (nested(role="function"), "messages[1].role", "unsupported_parameter"),
        (nested(tool_calls=[{}]), "messages[1].tool_calls", "unsupported_parameter"),
        (nested(tool_call_id="x"), "messages[1].tool_call_id", "unsupported_parameter"),
        (nested(frob=1), "messages[1].frob", "unknown_parameter"),
        (nested(content=None), "messages[1].content", "missing_required_parameter"),
        (nested(content=5), "messages[1].content", "invalid_type"),
        (nested(content=[]), "messages[1].content", "invalid_value"),
        (nested(content="a\0b"), "messages[1].content", "invalid_value"),
        (nested(content=["x"]), "messages[1].content[0]", "invalid_type"),
        (nested(content=[{"type": "text"}]), "messages[1].content[0].text", "invalid_type"),
        (nested(content=[{"type": "text", "text": "\0"}]), "messages[1].content[0].text", "invalid_value"),
        (nested(content=[{"type": "image_url", "image_url": {"url": "x"}}]), "messages[1].content[0].image_url.url",
         "content_unsupported"),
        (nested(content=[{"type": "input_audio"}]), "messages[1].content[0].type", "content_unsupported"),
    ],
    ids=lambda value: str(value)[-60:],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(fields: dict[str, object], param: str, code: str) -> None:
    assert refused(orjson.dumps({"model": "demo", "messages": [HELLO], **fields})) == (param, code)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b'{"model":"demo","mess', b"[]", b'"x"', b"null", b"\xff\xfe", b'{"model":"\xed\xa0\x80"}',
        b'{"model":"demo","messages":[{"role":"user","content":"\\ud800"}]}', b'{"temperature":NaN}',
        b'{"temperature":1e999}', b"[" * 5000, b'{"a":' * 5000, b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_what_is_no_json_object_in_utf_8_is_refused(raw: bytes) -> None:
    assert refused(raw) == (None, "invalid_request")


def test_a_hostile_name_is_shortened_and_without_control_characters() -> None:
    deep: object = 1
    for _ in range(20):
        deep = [deep]
    param, _ = refused(orjson.dumps({"\x1b[31m" + "x" * 10_000: deep}))
    assert param is not None
    assert len(param) <= 64
    assert param.isprintable()


Anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["role", "content", "type", "x"]), inner),
    max_leaves=6,
)  # fmt: skip
NAMES = [
    "model",
    "messages",
    "stream",
    "stream_options",
    "temperature",
    "stop",
    "seed",
    "tools",
    "n",
    "max_tokens",
    "x",
]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), Anything))
def test_whatever_is_sent_is_a_request_or_a_refusal(fields: dict[str, object]) -> None:
    with contextlib.suppress(InvalidRequest):
        assert isinstance(parse(orjson.dumps(fields)), ChatRequest)


@settings(deadline=None)
@given(st.binary())
def test_whatever_bytes_are_sent_are_a_request_or_a_refusal(raw: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parse(raw)
