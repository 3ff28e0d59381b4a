"""The body of a Messages request: what it may say, and what it is then asked of the road.

Each field is used, or harmless to ignore, or refused by name. Null is the same as absent. What the chosen model can do
is asked later: `gateway.fits`. Reference: Anthropic's API reference, "Create a Message".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, cast

from inhouse.core.prompt import Effort, PromptMessage, ResponseFormat, Role, Sampling, Tools
from inhouse.gateway.anthropic.blocks import messages
from inhouse.gateway.anthropic.tools import tools
from inhouse.gateway.openai import fields as read
from inhouse.gateway.openai.errors import MissingField, UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, is_list, is_object

MOST_STOPS: Final = 4  # what all wires behind us take
_ANSWER: Final = "answer"
_USED: Final = frozenset(
    {
        "model", "messages", "system", "max_tokens", "stop_sequences", "stream", "temperature", "top_p", "top_k",
        "tools", "tool_choice", "thinking", "output_config",
    }
)  # fmt: skip
# They concern a provider's own caches and accounting, or tell it who asks; none of it is sent on.
_IGNORED: Final = frozenset({"metadata", "service_tier", "cache_control", "user_profile_id"})
_EFFORTS: Final = ("low", "medium", "high", "xhigh", "max")
_THINKING: Final = ("enabled", "disabled", "adaptive", "between_tools")
_CLEARS_THOUGHTS: Final = "clear_thinking"
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MessagesRequest:
    """A checked request. `continues`: the last message is the beginning of the answer. `thoughts`: they are shown."""

    model: str
    messages: tuple[PromptMessage, ...]
    sampling: Sampling
    stream: bool
    thoughts: bool
    tools: Tools = field(default_factory=Tools)
    response_format: ResponseFormat | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: _NOTHING)

    @property
    def continues(self) -> bool:
        """Whether the answer begins with what the last message says."""
        return self.messages[-1].role is Role.ASSISTANT


def parse(raw: bytes, *, counting: bool = False) -> MessagesRequest:
    """Check a body; raises InvalidRequest, as a BadField wherever a field is to blame.

    `counting`: only its tokens are asked for, so that it needs no `max_tokens`.
    """
    fields = read.an_object_of(raw)
    _sort(fields)
    effort, form = _output(fields)
    said = messages(fields)
    if not said:
        raise WrongValue("messages", "'messages' holds nothing to answer.")
    return MessagesRequest(
        model=read.model(fields),
        messages=said,
        sampling=_sampling(fields, effort, counting=counting),
        stream=read.flag(fields, "stream"),
        thoughts=_thoughts(fields),
        tools=tools(fields),
        response_format=form,
        extra=_extra(fields),
    )


def _sort(fields: Json) -> None:
    """Refuse what cannot be honoured, by name."""
    for name, value in fields.items():
        if name in _USED or name in _IGNORED or value is None or (name == "context_management" and _harmless(value)):
            continue
        shown = read.printable(name)
        raise UnsupportedField(shown, f"'{shown}' is not supported here.", hint=f"Leave out '{shown}'.")


def _harmless(management: object) -> bool:
    """Whether it only asks to forget thoughts, which never reach a model here."""
    edits = management.get("edits", []) if is_object(management) else None
    return is_list(edits) and all(
        is_object(edit) and str(edit.get("type")).startswith(_CLEARS_THOUGHTS) for edit in edits
    )


def _sampling(fields: Json, effort: Effort | None, *, counting: bool) -> Sampling:
    most = read.whole(fields, "max_tokens", 1)
    if most is None and not counting:
        raise MissingField("max_tokens", "'max_tokens' is missing.")
    return Sampling(
        temperature=read.number(fields, "temperature", 0, 1),
        top_p=read.number(fields, "top_p", 0, 1),
        max_tokens=most,
        stop=_stops(fields),
        effort=effort,
    )


def _stops(fields: Json) -> tuple[str, ...]:
    value = fields.get("stop_sequences")
    if value is None:
        return ()
    if not is_list(value):
        raise WrongType("stop_sequences", "'stop_sequences' must be a list of strings.")
    if len(value) > MOST_STOPS:
        raise WrongValue("stop_sequences", f"'stop_sequences' takes at most {MOST_STOPS} sequences here.")
    stops: list[str] = []
    for one in value:
        if not isinstance(one, str) or not one:
            raise WrongType("stop_sequences", "'stop_sequences' must hold strings that are not empty.")
        stops.append(read.clean(one, "stop_sequences"))
    return tuple(stops)


def _extra(fields: Json) -> Mapping[str, object]:
    """`top_k`, which some servers know and others do not."""
    most = read.whole(fields, "top_k", 0)
    return _NOTHING if most is None else {"top_k": most}


def _thoughts(fields: Json) -> bool:
    """Whether thoughts are shown. How much a model thinks is for `output_config.effort` to say; a budget is a bound."""
    value = fields.get("thinking")
    if value is None:
        return True
    if not is_object(value):
        raise WrongType("thinking", "'thinking' must be an object.")
    read.only(value, frozenset({"type", "budget_tokens", "display"}), "thinking")
    kind = read.one_of(value, "type", _THINKING, "thinking.")
    if kind is None:
        raise MissingField("thinking.type", "'thinking.type' is missing.")
    shown = read.one_of(value, "display", ("summarized", "omitted"), "thinking.")
    return kind != "disabled" and shown != "omitted"


def _output(fields: Json) -> tuple[Effort | None, ResponseFormat | None]:
    """`output_config`: how much effort, and the form of the answer."""
    value = fields.get("output_config")
    if value is None:
        return None, None
    if not is_object(value):
        raise WrongType("output_config", "'output_config' must be an object.")
    place = "output_config.format"
    read.only(value, frozenset({"effort", "format"}), "output_config")
    effort = cast("Effort | None", read.one_of(value, "effort", _EFFORTS, "output_config."))
    if value.get("format") is None:
        return effort, None
    wanted = read.sub_object(value, "format", place)
    read.only(wanted, frozenset({"type", "schema"}), place)
    if read.one_of(wanted, "type", ("json_schema",), f"{place}.") is None:
        raise MissingField(f"{place}.type", f"'{place}.type' is missing.")
    read.sub_object(wanted, "schema", f"{place}.schema")
    return effort, ResponseFormat(_ANSWER, read.schema(wanted, "schema", f"{place}.schema"), strict=True)
