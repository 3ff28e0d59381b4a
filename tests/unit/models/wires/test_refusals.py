import orjson
import pytest

from inhouse.core.errors import InhouseError
from inhouse.models.errors import (
    BadAnswer,
    ModelUnavailable,
    PromptFiltered,
    PromptTooLong,
    UpstreamBusy,
    UpstreamRefused,
)
from inhouse.models.wires.refusals import refusal, trouble
from tests.prompts import FAR, model_at

MODEL = model_at(FAR)
CONTEXT = MODEL.profile.context_tokens


def told(status: int, **error: object) -> InhouseError:
    return refusal(status, orjson.dumps({"error": error}), None, MODEL)


def test_llama_cpp_counts_a_prompt_that_cannot_fit() -> None:
    error = told(400, code=400, type="exceed_context_size_error", n_prompt_tokens=5000, n_ctx=4096)
    assert isinstance(error, PromptTooLong)
    assert error.details == {"tokens": 5000, "context_tokens": 4096}


# OpenAI and Azure, older and newer; vLLM, three forms; SGLang; Ollama; Mistral; Anthropic's compatible endpoint.
TOO_LONG = [
    ("maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.", 9001, 8192),
    ("Input tokens exceed the configured limit of 272,000 tokens. Yours resulted in 300,009.", 300_009, 272_000),
    ("maximum context length is 6048 tokens. However, you requested 6616 tokens (568 in the messages).", 6616, 6048),
    ("maximum context length is 8192 tokens and your request has 5000 input tokens (4096 > 8192 - 5000)", 9096, 8192),
    ("The decoder prompt (length 9001) is longer than the maximum model length of 8192.", 9001, 8192),
    ("The input (9001 tokens) is longer than the model's context length (8192 tokens).", 9001, 8192),
    ("the input length exceeds the context length", CONTEXT + 1, CONTEXT),
    ("Prompt contains 9001 tokens, too large for model with 8192 maximum context length", 9001, 8192),
    ("prompt is too long: 9001 tokens > 8192 maximum", 9001, 8192),
]


@pytest.mark.parametrize(("message", "tokens", "context"), TOO_LONG)
def test_every_server_has_its_own_words_for_a_prompt_that_is_too_long(message: str, tokens: int, context: int) -> None:
    error = told(400, message=message, code=400)
    assert isinstance(error, PromptTooLong)
    assert (error.tokens, error.context_tokens) == (tokens, context)
    # vLLM's older servers put it at the top.
    error = refusal(400, orjson.dumps({"object": "error", "message": message}), None, MODEL)
    assert isinstance(error, PromptTooLong)


def test_the_code_alone_says_it_too() -> None:
    error = told(400, code="context_length_exceeded")
    assert isinstance(error, PromptTooLong)
    assert error.tokens > error.context_tokens == CONTEXT


def test_a_prompt_that_azure_filters_is_a_refusal_that_says_why() -> None:
    found = {
        "violence": {"filtered": True, "severity": "high"},
        "hate": {"filtered": False},
        "secret": {"filtered": True},
    }
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": found}
    error = told(400, code="content_filter", message="you said: secret", innererror=inner)
    assert isinstance(error, PromptFiltered)
    assert (error.status, error.code) == (400, "prompt_filtered")
    assert "It found: violence." in error.message
    assert "secret" not in f"{error.message}{error.hint}"
    assert error.hint
    assert isinstance(told(400, code="content_policy_violation"), PromptFiltered)


def test_a_field_that_is_refused_is_named_and_nothing_else_is_passed_on() -> None:
    error = told(400, message="secret words", param="tools[0].function", code="unsupported_value")
    assert "(status 400, param tools[0].function, code unsupported_value)" in error.message
    error = told(400, message="no", param="secret words of the prompt", code="x" * 100)
    assert "(status 400)" in error.message


def test_an_account_without_credit_is_not_busy() -> None:
    assert isinstance(told(429, code="insufficient_quota"), ModelUnavailable)
    assert isinstance(told(429, code="rate_limit_exceeded"), UpstreamBusy)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, ModelUnavailable),
        (307, ModelUnavailable),
        (400, UpstreamRefused),
        (401, ModelUnavailable),
        (404, ModelUnavailable),
        (408, ModelUnavailable),
        (409, ModelUnavailable),
        (413, UpstreamRefused),
        (422, UpstreamRefused),
        (429, UpstreamBusy),
        (500, ModelUnavailable),
        (503, ModelUnavailable),
        (529, ModelUnavailable),
    ],
)
def test_every_status_has_a_meaning(status: int, kind: type[InhouseError]) -> None:
    for body in (
        b"",
        b"<html>",
        b"[]",
        b'{"error": "text"}',
        b'{"error": {"message": "you said: secret"}}',
        b'{"error": [5]}',
    ):
        error = refusal(status, body, None, MODEL)
        assert type(error) is kind
        assert "secret" not in f"{error.message}{error.hint}{error.details}"


def test_the_server_may_say_when_to_come_back() -> None:
    assert refusal(429, b"", 17.0, MODEL).retry_after == 17.0
    assert refusal(503, b"", None, MODEL).retry_after == 5.0


def test_an_event_may_be_an_error() -> None:
    assert trouble({"choices": []}) is None
    assert trouble({"error": None, "choices": []}) is None
    assert type(trouble({"error": {}})) is BadAnswer
    assert type(trouble({"error": {"code": "content_filter"}})) is PromptFiltered
    long = trouble({"error": {"message": "maximum context length is 10 tokens, you sent 20"}})
    assert isinstance(long, PromptTooLong)
    assert type(trouble({"error": {"message": "context length exceeded"}})) is BadAnswer


@pytest.mark.parametrize("odd", [{}, [], [{"a": 1}], None, 5, True])
def test_codes_of_any_kind_are_no_codes(odd: object) -> None:
    for status in (400, 429, 500):
        error = told(status, code=odd, type=odd, innererror={"code": odd}, message="no")
        assert error.status == refusal(status, b"", None, MODEL).status
    assert type(trouble({"error": {"code": odd, "type": odd, "innererror": {"code": odd}}})) is BadAnswer
