"""What an error of a model's server means for the person who asked.

The server's own words are not passed on: they may quote the prompt, and they are not ours to vouch for. Numbers, codes
and names of fields are taken from them.
"""

import re
from typing import Any

import orjson

from inhouse.core.errors import InhouseError
from inhouse.models.errors import (
    BadAnswer,
    ModelUnavailable,
    PromptFiltered,
    PromptTooLong,
    UpstreamBusy,
    UpstreamRefused,
)
from inhouse.models.json_values import a_list, an_object
from inhouse.models.model import Model

_RETRY_SECONDS = 5.0
_MESSAGE_CHARACTERS = 4_096
_LONGEST_COUNT = 9

_TOO_LONG_CODES = frozenset({"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"})
# OpenAI, Azure and vLLM: "maximum context length is 8192 tokens"; vLLM: "longer than the maximum model length of 8192";
# SGLang: "longer than the model's context length (8192 tokens)"; Ollama: "exceeds the context length"; llama.cpp:
# "exceeds the available context size"; Mistral: "too large for model with 8192 maximum context length"; Anthropic:
# "prompt is too long: 9000 tokens > 8192 maximum"; OpenAI's Responses: "exceeds the context window".
_TOO_LONG = re.compile(
    r"context (?:length|window|size)|max(?:imum)? model length|prompt is too long|prompt too long"
    r"|input tokens exceed",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"(?:context (?:length|window|size)|model length|configured limit)\D{0,16}(\d[\d,]*)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d[\d,]*")
# Azure and OpenAI. The last two are said of prompts only.
_FILTERED_CODES = frozenset({"content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"})
_CATEGORIES = {
    "hate": "hate",
    "self_harm": "self-harm",
    "sexual": "sexual content",
    "violence": "violence",
    "jailbreak": "an attempt to get around its rules",
    "indirect_attack": "instructions hidden in a document",
    "custom_blocklists": "a blocked word",
    "profanity": "profanity",
}
# OpenAI: the account has no credit left; asking again does not help.
_OUT_OF_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_PLAIN = re.compile(r"[A-Za-z0-9_.\[\]-]{1,64}")


def refusal(status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
    """What an answer with an error status means for the person who asked."""
    error = _error_of(body)
    told = 400 <= status < 500 and status not in {401, 403, 404, 429}
    if (told or status == 500) and (known := _about_the_prompt(error, model)) is not None:
        return known
    if status == 429 and _codes(error).isdisjoint(_OUT_OF_CREDIT):
        return UpstreamBusy(
            f"{model.name} is busy.",
            hint="Try again in a moment, or choose another model.",
            retry_after=retry_after or _RETRY_SECONDS,
        )
    if status == 429:
        return ModelUnavailable(
            f"{model.name} cannot be used: its account has no credit left.", hint="Ask an administrator to look at it."
        )
    if status in {401, 403, 404} or 300 <= status < 400:
        return ModelUnavailable(
            f"{model.name} cannot be used: its server answers with status {status}.",
            hint="Ask an administrator to look at this model's name and credential.",
        )
    if told and status not in {408, 409}:
        return UpstreamRefused(f"{model.name} does not accept this request ({_named(status, error)}).")
    return ModelUnavailable(
        f"{model.name} cannot answer now (status {status}).",
        hint="Try again in a moment.",
        retry_after=retry_after or _RETRY_SECONDS,
    )


def code_of(body: bytes) -> str | None:
    """The server's own code for an error if it looks like one; `page` for a web page, None if nothing is understood."""
    if body.lstrip()[:1] == b"<":
        return "page"
    try:
        value = an_object(orjson.loads(body))
    except orjson.JSONDecodeError:
        return None
    if "error" not in value and value.get("object") != "error":
        return None
    error = _inner(value)
    told = (str(error[name]) for name in ("code", "type") if isinstance(error.get(name), str | int))
    return next((each for each in told if _PLAIN.fullmatch(each)), "error")


def trouble(value: dict[str, Any]) -> InhouseError | None:
    """What an event means that is an error and no piece of an answer; None if it is none.

    Some servers write `"error": null` beside every piece.
    """
    if value.get("error") is None and value.get("object") != "error":
        return None
    error = _inner(value)
    if _is_filtered(error):
        return PromptFiltered(_filtered_words("The model's provider", error))
    if (counts := _too_long(error)) is not None:
        tokens, context = counts
        if context:
            return PromptTooLong(max(tokens, context + 1), context)
    return BadAnswer("The model's server reports an error.", hint="Ask again.", retry_after=_RETRY_SECONDS)


def _about_the_prompt(error: dict[str, Any], model: Model) -> InhouseError | None:
    if (counts := _too_long(error)) is not None:
        tokens, context = counts
        context = context or model.profile.context_tokens
        return PromptTooLong(max(tokens, context + 1), context)
    if _is_filtered(error):
        return PromptFiltered(
            _filtered_words(model.name, error), hint="Say it in other words, or choose another model."
        )
    return None


def _too_long(error: dict[str, Any]) -> tuple[int, int] | None:
    """Tokens of the prompt and of the context, 0 where they are not told; None if that is not the trouble."""
    tokens, context = error.get("n_prompt_tokens"), error.get("n_ctx")
    if error.get("type") == "exceed_context_size_error" and isinstance(tokens, int) and isinstance(context, int):
        return tokens, context
    told = error.get("message")
    message = told[:_MESSAGE_CHARACTERS] if isinstance(told, str) else ""
    if _codes(error).isdisjoint(_TOO_LONG_CODES) and _TOO_LONG.search(message) is None:
        return None
    numbers = [number for found in _NUMBER.findall(message) if (number := _count(found))]
    named = _CONTEXT.search(message)
    context = _count(named[1]) if named is not None else min(numbers[:2], default=0) if len(numbers) > 1 else 0
    tokens = max(numbers, default=0)
    # Where the answer that was asked for is told apart from the prompt, both together are too long.
    return (tokens if tokens > context else sum(set(numbers)) - context), context


def _count(digits: str) -> int:
    digits = digits.replace(",", "")
    return int(digits) if len(digits) <= _LONGEST_COUNT else 0


def _codes(error: dict[str, Any]) -> frozenset[str]:
    """The server's own codes for it, where they are texts."""
    return frozenset(told for name in ("code", "type") if isinstance(told := error.get(name), str))


def _is_filtered(error: dict[str, Any]) -> bool:
    inner = an_object(error.get("innererror"))
    return not (_codes(error) | _codes(inner)).isdisjoint(_FILTERED_CODES)


def _filtered_words(who: str, error: dict[str, Any]) -> str:
    results = an_object(an_object(error.get("innererror")).get("content_filter_result"))
    found = [words for name, words in _CATEGORIES.items() if an_object(results.get(name)).get("filtered") is True]
    why = f" It found: {', '.join(found)}." if found else ""
    return f"{who} did not take this prompt: the provider's content filter stopped it.{why}"


def _named(status: int, error: dict[str, Any]) -> str:
    """The status, and the field and the code if they look like a field and a code."""
    found = [f"status {status}"]
    for name in ("param", "code"):
        value = error.get(name)
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            found.append(f"{name} {value}")
    return ", ".join(found)


def _error_of(body: bytes) -> dict[str, Any]:
    try:
        return _inner(an_object(orjson.loads(body)))
    except orjson.JSONDecodeError:
        return {}


def _inner(value: dict[str, Any]) -> dict[str, Any]:
    """The error itself: {"error": {...}}, {"error": "text"}, or all at the top; some wrap it into a list."""
    inner = value.get("error", value)
    if isinstance(inner, str):
        return {"message": inner}
    listed = a_list(inner)
    return an_object(listed[0] if listed else inner)
