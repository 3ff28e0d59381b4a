"""The body of a chat completion request: what it may say, and what it is then asked of the road.

Each field is one of five things: it is used; it is harmless to ignore; it is fine with a neutral value and refused with
another; it is the older form of another field; it is unknown, and then the model's own server may know it (`extra`).
Null is the same as absent. Every refusal names the field. What the chosen model can do is asked later: `gateway.fits`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, cast

from inhouse.core.prompt import Effort, Level, PromptMessage, ResponseFormat, Sampling, Tools
from inhouse.gateway.openai import fields as read
from inhouse.gateway.openai.errors import UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.extra import check_extra, logit_bias
from inhouse.gateway.openai.fields import LARGEST, TEXT_BYTES, Json, is_list, is_object
from inhouse.gateway.openai.messages import messages
from inhouse.gateway.openai.tools import response_format, tools

__all__ = ["TEXT_BYTES", "ChatRequest", "parse"]

MOST_STOPS: Final = 4  # as at OpenAI
MOST_CHOICES: Final = 128  # as at OpenAI
MOST_LOGPROBS: Final = 20  # as at OpenAI
EFFORTS: Final = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
LEVELS: Final = ("low", "medium", "high")

_USED = frozenset(
    {
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "max_tokens", "max_completion_tokens",
        "stop", "seed", "frequency_penalty", "presence_penalty", "n", "logprobs", "top_logprobs", "logit_bias",
        "reasoning_effort", "verbosity", "tools", "tool_choice", "parallel_tool_calls", "response_format",
    }
)  # fmt: skip
_SAMPLED = _USED - {"model", "messages", "stream", "stream_options", "tools", "tool_choice", "response_format"}
"""Fields that say how words are chosen: most requests have none of them."""
_USUAL = Sampling()
# They concern a provider's own storage, accounting and caches, or tell it who asks; none of it is sent on.
_IGNORED = frozenset(
    {
        "user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention",
    }
)  # fmt: skip
_NEUTRAL: dict[str, tuple[object, ...]] = {
    "modalities": (["text"],),
    "audio": (),
    "functions": ([],),
    "function_call": ("none", "auto"),
}
_INSTEAD = {"functions": "Use 'tools' instead.", "function_call": "Use 'tool_choice' instead."}
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A checked request."""

    model: str
    messages: tuple[PromptMessage, ...]
    sampling: Sampling
    stream: bool
    include_usage: bool
    tools: Tools = field(default_factory=Tools)
    response_format: ResponseFormat | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: _NOTHING)


def parse(raw: bytes, model: str | None = None) -> ChatRequest:
    """Check a body; raises InvalidRequest, as a BadField wherever a field is to blame.

    `model` is the one that the address names, where it names one.
    """
    fields = read.an_object_of(raw)
    extra = _sort(fields)
    stream = read.flag(fields, "stream")
    return ChatRequest(
        model=read.model(fields) if model is None else model,
        messages=messages(fields),
        sampling=_sampling(fields),
        stream=stream,
        include_usage=_include_usage(fields, stream=stream),
        tools=tools(fields),
        response_format=response_format(fields),
        extra=extra,
    )


def _sort(fields: Json) -> Mapping[str, object]:
    """Refuse what cannot be honoured; gives back the fields that we do not know."""
    extra: Json = {}
    for name, value in fields.items():
        if name in _USED or name in _IGNORED:
            continue
        if name not in _NEUTRAL:
            extra[name] = value
        elif value is not None and not _is_one_of(value, _NEUTRAL[name]):
            hint = _INSTEAD.get(name, f"Leave out '{name}'.")
            raise UnsupportedField(name, f"This value of '{name}' is not supported here.", hint=hint)
    if fields.get("logit_bias"):
        extra["logit_bias"] = logit_bias(fields["logit_bias"])
    if not extra:
        return _NOTHING
    check_extra(extra)
    return extra


def _sampling(fields: Json) -> Sampling:
    if _SAMPLED.isdisjoint(fields):
        return _USUAL
    older, newer = read.whole(fields, "max_tokens", 1), read.whole(fields, "max_completion_tokens", 1)
    if older is not None and newer is not None and older != newer:
        raise WrongValue("max_tokens", "'max_tokens' and 'max_completion_tokens' contradict each other.")
    logprobs = read.flag(fields, "logprobs")
    most_likely = read.whole(fields, "top_logprobs", 0, MOST_LOGPROBS)
    if most_likely and not logprobs:
        raise WrongValue("top_logprobs", "'top_logprobs' is only allowed when 'logprobs' is true.")
    return Sampling(
        temperature=read.number(fields, "temperature", 0, 2),
        top_p=read.number(fields, "top_p", 0, 1),
        max_tokens=older if newer is None else newer,
        stop=stop(fields),
        seed=read.whole(fields, "seed", -LARGEST),
        frequency_penalty=read.number(fields, "frequency_penalty", -2, 2),
        presence_penalty=read.number(fields, "presence_penalty", -2, 2),
        n=read.whole(fields, "n", 1, MOST_CHOICES) or 1,
        logprobs=logprobs,
        top_logprobs=most_likely if logprobs else None,
        effort=cast("Effort | None", read.one_of(fields, "reasoning_effort", EFFORTS)),
        verbosity=cast("Level | None", read.one_of(fields, "verbosity", LEVELS)),
    )


def stop(fields: Json) -> tuple[str, ...]:
    """`stop`: one sequence or a list of them."""
    value = fields.get("stop")
    if value is None:
        return ()
    stops: list[object] = value if is_list(value) else [value]
    if len(stops) > MOST_STOPS:
        raise WrongValue("stop", f"'stop' takes at most {MOST_STOPS} sequences.")
    found: list[str] = []
    for one in stops:
        if not isinstance(one, str):
            raise WrongType("stop", "'stop' must be a string or a list of strings.")
        if not one:
            raise WrongValue("stop", "'stop' must not hold an empty string.")
        found.append(read.clean(one, "stop"))
    return tuple(found)


def _include_usage(fields: Json, *, stream: bool) -> bool:
    options = fields.get("stream_options")
    if options is None:
        return False
    if not is_object(options):
        raise WrongType("stream_options", "'stream_options' must be an object.")
    if not stream:
        raise WrongValue("stream_options", "'stream_options' is only allowed when 'stream' is true.")
    for name in options:
        if name not in ("include_usage", "include_obfuscation"):
            raise read.unknown(name, "stream_options")
    return read.flag(options, "include_usage", "stream_options.")


def _is_one_of(value: object, allowed: tuple[object, ...]) -> bool:
    # In Python True equals 1; in JSON it does not.
    return any(type(value) is type(one) and value == one for one in allowed)
