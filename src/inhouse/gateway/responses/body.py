"""The body of a Responses request: what it may say, and what it is then asked of the road.

Each field is used, or harmless to ignore, or refused by name. Null is the same as absent. What the chosen model can do
is asked later: `gateway.fits`. Reference: OpenAI's API reference, "Create a model response".
"""

from dataclasses import dataclass
from typing import Final, cast

from inhouse.core.prompt import Effort, Level, ResponseFormat, Sampling, Tools
from inhouse.gateway.openai import fields as read
from inhouse.gateway.openai.body import EFFORTS, LEVELS, MOST_LOGPROBS
from inhouse.gateway.openai.errors import MissingField, UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, is_list, is_object
from inhouse.gateway.openai.tools import json_schema
from inhouse.gateway.responses.items import items_of
from inhouse.gateway.responses.tools import tools

_USED: Final = frozenset(
    {
        "model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "text", "reasoning",
        "max_output_tokens", "temperature", "top_p", "top_logprobs", "include", "stream", "stream_options", "store",
        "previous_response_id", "metadata",
    }
)  # fmt: skip
# They concern a provider's own caches and accounting, or tell it who asks; none of it is sent on.
_IGNORED: Final = frozenset(
    {
        "user", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention", "client_metadata",
    }
)  # fmt: skip
_NEUTRAL: Final[dict[str, object]] = {"background": False, "truncation": "disabled"}
_LIKELIHOODS: Final = "message.output_text.logprobs"
_INCLUDED: Final = frozenset({_LIKELIHOODS, "reasoning.encrypted_content"})
"""What may be included; reasoning is never encrypted here, because nobody keeps it."""
_SUMMARIES: Final = ("auto", "concise", "detailed", "none")
MOST_NOTES: Final = 16  # as at OpenAI
LONGEST_NOTE: Final = 512  # as at OpenAI


@dataclass(frozen=True, slots=True)
class ResponsesRequest:
    """A checked request. `told` is what an answer repeats of it, `items` its input."""

    model: str
    items: list[Json]
    instructions: str | None
    sampling: Sampling
    stream: bool
    store: bool
    previous: str | None
    tools: Tools
    response_format: ResponseFormat | None
    told: Json


def parse(raw: bytes) -> ResponsesRequest:
    """Check a body; raises InvalidRequest, as a BadField wherever a field is to blame."""
    fields = read.an_object_of(raw)
    _sort(fields)
    effort = _effort(fields)
    form, verbosity = _text(fields)
    request = ResponsesRequest(
        model=read.model(fields),
        items=items_of(fields),
        instructions=read.text_or_none(fields, "instructions", "instructions"),
        sampling=_sampling(fields, effort, verbosity),
        stream=read.flag(fields, "stream"),
        store=read.flag(fields, "store"),
        previous=read.text_or_none(fields, "previous_response_id", "previous_response_id"),
        tools=tools(fields),
        response_format=form,
        told=_told(fields),
    )
    _check_stream_options(fields, stream=request.stream)
    return request


def _sort(fields: Json) -> None:
    """Refuse what cannot be honoured, by name."""
    for name, value in fields.items():
        if name in _USED or name in _IGNORED or value is None or value == _NEUTRAL.get(name, ...):
            continue
        shown = read.printable(name)
        raise UnsupportedField(shown, f"'{shown}' is not supported here.", hint=f"Leave out '{shown}'.")


def _sampling(fields: Json, effort: Effort | None, verbosity: Level | None) -> Sampling:
    most_likely = read.whole(fields, "top_logprobs", 0, MOST_LOGPROBS)
    return Sampling(
        temperature=read.number(fields, "temperature", 0, 2),
        top_p=read.number(fields, "top_p", 0, 1),
        max_tokens=read.whole(fields, "max_output_tokens", 1),
        logprobs=_LIKELIHOODS in _included(fields) or bool(most_likely),
        top_logprobs=most_likely or None,
        effort=effort,
        verbosity=verbosity,
    )


def _included(fields: Json) -> frozenset[str]:
    value = fields.get("include")
    if value is None:
        return frozenset()
    if not is_list(value):
        raise WrongType("include", "'include' must be a list.")
    found: set[str] = set()
    for index, name in enumerate(value):
        if not isinstance(name, str) or name not in _INCLUDED:
            shown = read.printable(str(name))
            raise UnsupportedField(f"include[{index}]", f"'{shown}' ('include[{index}]') is not supported here.")
        found.add(name)
    return frozenset(found)


def _effort(fields: Json) -> Effort | None:
    value = fields.get("reasoning")
    if value is None:
        return None
    if not is_object(value):
        raise WrongType("reasoning", "'reasoning' must be an object.")
    read.only(value, frozenset({"effort", "summary", "generate_summary"}), "reasoning")
    # All reasoning that a model shows is given, not a summary of it.
    for name in ("summary", "generate_summary"):
        read.one_of(value, name, _SUMMARIES, "reasoning.")
    return cast("Effort | None", read.one_of(value, "effort", EFFORTS, "reasoning."))


def _text(fields: Json) -> tuple[ResponseFormat | None, Level | None]:
    """`text`: the form of the answer, and how many words it makes."""
    value = fields.get("text")
    if value is None:
        return None, None
    if not is_object(value):
        raise WrongType("text", "'text' must be an object.")
    read.only(value, frozenset({"format", "verbosity"}), "text")
    verbosity = cast("Level | None", read.one_of(value, "verbosity", LEVELS, "text."))
    if value.get("format") is None:
        return None, verbosity
    place = "text.format"
    wanted = read.sub_object(value, "format", place)
    kind = read.one_of(wanted, "type", ("text", "json_object", "json_schema"), f"{place}.")
    if kind is None:
        raise MissingField(f"{place}.type", f"'{place}.type' is missing.")
    if kind == "text":
        return None, verbosity
    return ResponseFormat() if kind == "json_object" else json_schema(wanted, place), verbosity


def _check_stream_options(fields: Json, *, stream: bool) -> None:
    value = fields.get("stream_options")
    if value is None:
        return
    if not is_object(value):
        raise WrongType("stream_options", "'stream_options' must be an object.")
    if not stream:
        raise WrongValue("stream_options", "'stream_options' is only allowed when 'stream' is true.")
    read.only(value, frozenset({"include_obfuscation"}), "stream_options")


def _told(fields: Json) -> Json:
    """What every answer repeats of its request."""
    reasoning, form = fields.get("reasoning"), fields.get("text")
    return {
        "instructions": fields.get("instructions"),
        "max_output_tokens": fields.get("max_output_tokens"),
        "metadata": _notes(fields),
        "parallel_tool_calls": fields.get("parallel_tool_calls") is not False,
        "previous_response_id": fields.get("previous_response_id"),
        "reasoning": {"effort": None, "summary": None, **(reasoning if is_object(reasoning) else {})},
        "store": fields.get("store") is True,
        "temperature": fields.get("temperature"),
        "text": {"format": {"type": "text"}, **(form if is_object(form) else {})},
        "tool_choice": fields.get("tool_choice") or "auto",
        "tools": fields.get("tools") or [],
        "top_logprobs": fields.get("top_logprobs") or 0,
        "top_p": fields.get("top_p"),
        "truncation": "disabled",
    }


def _notes(fields: Json) -> Json:
    """`metadata`: notes of the caller's own, repeated to them and sent to nobody."""
    value = fields.get("metadata")
    if value is None:
        return {}
    if not is_object(value):
        raise WrongType("metadata", "'metadata' must be an object.")
    if len(value) > MOST_NOTES:
        raise WrongValue("metadata", f"'metadata' takes at most {MOST_NOTES} notes.")
    for name, note in value.items():
        if not isinstance(note, str):
            raise WrongType("metadata", "'metadata' must map strings to strings.")
        if len(name) > LONGEST_NOTE or len(note) > LONGEST_NOTE:
            raise WrongValue("metadata", f"Notes in 'metadata' may have {LONGEST_NOTE} characters.")
    return value
