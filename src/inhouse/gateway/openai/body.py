"""The body of a chat completion request: what it may say, and what it is then asked of the road.

Each field is one of four things: it is used; it is harmless to ignore; it is fine with a neutral value and refused with
another; it is unknown. Null is the same as absent. Every refusal names the field.
"""

from dataclasses import dataclass
from typing import Final, TypeGuard

import orjson

from inhouse.core.errors import InvalidRequest, TooLarge
from inhouse.core.prompt import PromptMessage, Role, Sampling, Text
from inhouse.gateway.openai.errors import (
    ContentUnsupported,
    MissingField,
    ToolsUnsupported,
    UnknownField,
    UnsupportedField,
    WrongType,
    WrongValue,
)

MOST_MESSAGES: Final = 10_000
MOST_STOPS: Final = 4  # as at OpenAI
TEXT_BYTES: Final = 1024 * 1024
"""The longest text of one message, as in the web chat."""
_LONGEST_NAME: Final = 64
_SEED: Final = 2**63

Json = dict[str, object]

_USED = frozenset(
    {
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "max_tokens", "max_completion_tokens",
        "stop", "seed", "frequency_penalty", "presence_penalty",
    }
)  # fmt: skip
# They concern OpenAI's own storage, accounting and caches; none of it is sent on.
_IGNORED = frozenset(
    {
        "user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention",
    }
)  # fmt: skip
_NEUTRAL: dict[str, tuple[object, ...]] = {
    "n": (1,),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "logit_bias": ({},),
    "modalities": (["text"],),
    "response_format": ({"type": "text"},),
    "reasoning_effort": ("none",),
    "verbosity": ("medium",),
    "audio": (),
    "moderation": (),
    "prediction": (),
    "web_search_options": (),
}
_TOOLS: dict[str, tuple[object, ...]] = {
    "tools": ([],),
    "functions": ([],),
    "tool_choice": ("none", "auto"),
    "function_call": ("none", "auto"),
    "parallel_tool_calls": (True, False),
}
_ROLES: dict[object, Role] = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "assistant": Role.ASSISTANT,
}
# What clients send back of an answer that we or OpenAI gave.
_MESSAGE_IGNORED = frozenset({"name", "refusal", "annotations", "audio", "reasoning_content"})
_MESSAGE_TOOLS = frozenset({"tool_calls", "function_call", "tool_call_id"})


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A checked request."""

    model: str
    messages: tuple[PromptMessage, ...]
    sampling: Sampling
    stream: bool
    include_usage: bool


def parse(raw: bytes) -> ChatRequest:
    """Check a body; raises InvalidRequest, as a BadField wherever a field is to blame."""
    fields = _fields(raw)
    _check_names(fields)
    stream = _flag(fields, "stream")
    return ChatRequest(
        model=_model(fields),
        messages=_messages(fields),
        sampling=_sampling(fields),
        stream=stream,
        include_usage=_include_usage(fields, stream=stream),
    )


def _fields(raw: bytes) -> Json:
    try:
        # Refuses invalid UTF-8, lone surrogates, NaN, numbers beyond a double and nesting beyond 1,024.
        body: object = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise InvalidRequest("The body is not valid JSON in UTF-8.", hint="Send one JSON object.") from None
    if not _is_object(body):
        raise InvalidRequest("The body is not a JSON object.", hint="Send one JSON object.")
    return {name: value for name, value in body.items() if value is not None or name not in _KNOWN}


_KNOWN = _USED | _IGNORED | _NEUTRAL.keys() | _TOOLS.keys()


def _check_names(fields: Json) -> None:
    for name, value in fields.items():
        if name in _USED or name in _IGNORED:
            continue
        if name in _NEUTRAL:
            if not _is_one_of(value, _NEUTRAL[name]):
                raise UnsupportedField(name, f"The model here does not support this value of '{name}'.")
        elif name in _TOOLS:
            if not _is_one_of(value, _TOOLS[name]):
                raise ToolsUnsupported(name, "This model cannot call tools.", hint=f"Leave out '{name}'.")
        else:
            shown = _printable(name)
            raise UnknownField(shown, f"Unrecognized request argument supplied: {shown}.")


def _model(fields: Json) -> str:
    model = fields.get("model")
    if model is None:
        raise MissingField("model", "You must provide a model parameter.")
    if not isinstance(model, str):
        raise WrongType("model", "'model' must be a string.")
    return _clean(model, "model")


def _sampling(fields: Json) -> Sampling:
    older, newer = _whole(fields, "max_tokens", 1), _whole(fields, "max_completion_tokens", 1)
    if older is not None and newer is not None and older != newer:
        raise WrongValue("max_tokens", "'max_tokens' and 'max_completion_tokens' contradict each other.")
    return Sampling(
        temperature=_number(fields, "temperature", 0, 2),
        top_p=_number(fields, "top_p", 0, 1),
        max_tokens=older if newer is None else newer,
        stop=_stop(fields),
        seed=_whole(fields, "seed", -_SEED),
        frequency_penalty=_number(fields, "frequency_penalty", -2, 2),
        presence_penalty=_number(fields, "presence_penalty", -2, 2),
    )


def _stop(fields: Json) -> tuple[str, ...]:
    stop = fields.get("stop")
    if stop is None:
        return ()
    stops: list[object] = stop if _is_list(stop) else [stop]
    if len(stops) > MOST_STOPS:
        raise WrongValue("stop", f"'stop' takes at most {MOST_STOPS} sequences.")
    found: list[str] = []
    for one in stops:
        if not isinstance(one, str):
            raise WrongType("stop", "'stop' must be a string or a list of strings.")
        if not one:
            raise WrongValue("stop", "'stop' must not hold an empty string.")
        found.append(_clean(one, "stop"))
    return tuple(found)


def _include_usage(fields: Json, *, stream: bool) -> bool:
    options = fields.get("stream_options")
    if options is None:
        return False
    if not _is_object(options):
        raise WrongType("stream_options", "'stream_options' must be an object.")
    if not stream:
        raise WrongValue("stream_options", "'stream_options' is only allowed when 'stream' is true.")
    for name in options:
        if name not in ("include_usage", "include_obfuscation"):
            shown = f"stream_options.{_printable(name)}"
            raise UnknownField(shown, f"Unrecognized request argument supplied: {shown}.")
    return _flag(options, "include_usage", "stream_options.")


def _messages(fields: Json) -> tuple[PromptMessage, ...]:
    messages = fields.get("messages")
    if messages is None:
        raise MissingField("messages", "You must provide a messages parameter.")
    if not _is_list(messages):
        raise WrongType("messages", "'messages' must be a list.")
    if not 0 < len(messages) <= MOST_MESSAGES:
        raise WrongValue("messages", f"'messages' must hold 1 to {MOST_MESSAGES} messages.")
    return tuple(_message(message, f"messages[{index}]") for index, message in enumerate(messages))


def _message(message: object, place: str) -> PromptMessage:
    if not _is_object(message):
        raise WrongType(place, f"'{place}' must be an object.")
    role = message.get("role")
    if role is None:
        raise MissingField(f"{place}.role", f"'{place}.role' is missing.")
    if role in ("tool", "function"):
        raise ToolsUnsupported(f"{place}.role", "This model cannot call tools, so there are no results of tools.")
    if not isinstance(role, str) or role not in _ROLES:
        raise WrongValue(f"{place}.role", f"'{place}.role' must be one of system, developer, user, assistant.")
    for name, value in message.items():
        if name in ("role", "content") or name in _MESSAGE_IGNORED:
            continue
        if name not in _MESSAGE_TOOLS:
            shown = f"{place}.{_printable(name)}"
            raise UnknownField(shown, f"Unrecognized request argument supplied: {shown}.")
        if value is not None and value != []:
            raise ToolsUnsupported(f"{place}.{name}", "This model cannot call tools.", hint=f"Leave out '{name}'.")
    return PromptMessage(_ROLES[role], _content(message.get("content"), f"{place}.content"))


def _content(content: object, place: str) -> tuple[Text, ...]:
    if isinstance(content, str):
        return (Text(_clean(content, place)),)
    if content is None:
        raise MissingField(place, f"'{place}' is missing.")
    if not _is_list(content):
        raise WrongType(place, f"'{place}' must be a string or a list of parts.")
    if not content:
        raise WrongValue(place, f"'{place}' must not be an empty list.")
    return tuple(_part(part, f"{place}[{index}]") for index, part in enumerate(content))


def _part(part: object, place: str) -> Text:
    if not _is_object(part):
        raise WrongType(place, f"'{place}' must be an object.")
    if part.get("type") != "text":
        raise ContentUnsupported(f"{place}.type", "This model reads text only.", hint="Send parts of the type 'text'.")
    text = part.get("text")
    if not isinstance(text, str):
        raise WrongType(f"{place}.text", f"'{place}.text' must be a string.")
    return Text(_clean(text, f"{place}.text"))


def _flag(fields: Json, name: str, above: str = "") -> bool:
    value = fields.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise WrongType(above + name, f"'{above}{name}' must be true or false.")
    return value


def _number(fields: Json, name: str, low: int, high: int) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongType(name, f"'{name}' must be a number.")
    if not low <= value <= high:
        raise WrongValue(name, f"'{name}' must be between {low} and {high}.")
    return float(value)


def _whole(fields: Json, name: str, low: int) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongType(name, f"'{name}' must be an integer.")
    if not low <= value < _SEED:
        raise WrongValue(name, f"'{name}' must be at least {low} and below 2**63.")
    return value


def _clean(text: str, place: str) -> str:
    if "\0" in text:
        raise WrongValue(place, f"'{place}' holds a NUL character.", hint="Remove it.")
    # Characters first: most texts are too short to be worth encoding.
    if len(text) > TEXT_BYTES // 4 and len(text.encode()) > TEXT_BYTES:
        raise TooLarge(f"'{place}' is longer than {TEXT_BYTES:,} bytes (1 MiB) of UTF-8.", hint="Send less at once.")
    return text


def _is_one_of(value: object, allowed: tuple[object, ...]) -> bool:
    # In Python True equals 1; in JSON it does not.
    return any(type(value) is type(one) and value == one for one in allowed)


def _is_object(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _printable(name: str) -> str:
    return "".join(letter for letter in name[:_LONGEST_NAME] if letter.isprintable())
