"""What goes down the road: a prompt, and the same prompt once the guard has cleared it for one destination."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Protocol, cast

from inhouse.core.destination import Destination
from inhouse.core.ids import ChatId

_TELLING = 10_000_000

Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Level = Literal["low", "medium", "high"]
Detail = Literal["auto", "low", "high", "original"]


class Role(StrEnum):
    """Who speaks in a prompt."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class Spot(StrEnum):
    """Where in a prompt a text stands, as far as it matters to whoever wants to change it."""

    WORDS = "words"
    """Any text may stand there."""
    JSON = "json"
    """JSON text: strings that are values may change; names, numbers and the form may not."""
    NAME = "name"
    """The name of a participant: it may become another name of letters, digits, `_` and `-`."""
    FIXED = "fixed"
    """What others refer to by these very letters (ids of calls, names of tools, names in an object): never changed."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text that would leave, and where it stands."""

    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Text:
    """Words. `labels` are the marks of confidentiality of the documents they come from, as kinds of findings."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, as the bytes of its file. `media_type` is image/png, image/jpeg, image/gif or image/webp."""

    media_type: str
    data: bytes = field(repr=False)
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """The model wants a tool to be called; in an assistant's message. `arguments` is JSON as the model wrote it."""

    call_id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the tool gave for the request `call_id`; the only part of a tool's message."""

    call_id: str
    text: str


Part = Text | Image | ToolRequest | ToolResult


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One message of a prompt. `name` tells participants of one role apart."""

    role: Role
    parts: tuple[Part, ...]
    name: str | None = None

    @property
    def text(self) -> str:
        """The words of all parts that are words."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    def placed(self) -> Iterator[Placed]:
        """Every text of it that would leave, with where it stands."""
        if self.name is not None:
            yield Placed(self.name, Spot.NAME)
        for part in self.parts:
            match part:
                case Text(text):
                    yield Placed(text, Spot.WORDS)
                case ToolRequest(call_id, name, arguments):
                    yield Placed(call_id, Spot.FIXED)
                    yield Placed(name, Spot.FIXED)
                    yield Placed(arguments, Spot.JSON)
                case ToolResult(call_id, text):
                    yield Placed(call_id, Spot.FIXED)
                    yield Placed(text, Spot.WORDS)
                case Image():
                    pass

    def texts(self) -> Iterator[str]:
        """Every text of it that would leave."""
        return (placed.text for placed in self.placed())


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the model is to choose its words; None leaves the choice to the model's profile."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    n: int = 1
    logprobs: bool = False
    top_logprobs: int | None = None
    effort: Effort | None = None
    verbosity: Level | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may ask for. `parameters` is a JSON Schema as JSON text, or None for none."""

    name: str
    description: str | None
    parameters: str | None
    strict: bool | None = None


@dataclass(frozen=True, slots=True)
class ResponseFormat:
    """The answer must be JSON; with a `schema` (JSON Schema as JSON text) of that shape."""

    name: str | None = None
    schema: str | None = None
    strict: bool | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What the model may call. `choice` is auto, none, required, or the name of the one tool to call as `=name`."""

    tools: tuple[Tool, ...] = ()
    choice: str | None = None
    parallel: bool | None = None


@dataclass(frozen=True, slots=True)
class Embed:
    """Texts to turn into vectors, instead of messages to answer."""

    inputs: tuple[str, ...]
    dimensions: int | None = None
    encoding: Literal["float", "base64"] = "float"


class Purpose(StrEnum):
    """Why a prompt is sent; it stands in the ledger line."""

    CHAT = "chat"
    TITLE = "title"
    DOOR = "door"
    EMBEDDING = "embedding"
    TEST = "test"
    INSPECTION = "inspection"
    """A text is shown to a detector of the company's own: the guard has not judged it yet."""


@dataclass(frozen=True, slots=True)
class CommitmentKey:
    """The key under which the ledger commits to the bytes that leave: the chat's, or for a door the account's."""

    key: bytes = field(repr=False)


class Notebook(Protocol):
    """What the guard remembers of one conversation. It is kept, sealed, where the conversation is kept."""

    @property
    def decisions(self) -> Mapping[str, str]:
        """What the person decides now about findings: their keys, and the valve chosen for each."""
        ...

    async def read(self) -> bytes | None:
        """What was written last, if anything was."""
        ...

    async def write(self, notes: bytes) -> None:
        """Keep these notes instead of those before."""
        ...

    async def sent(self, prompt: "Prompt") -> None:
        """Keep the words that leave now, because they are not the words that people wrote."""
        ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything that one call to a model sends.

    `continues` asks the model to go on with the last message, which is then its own unfinished answer.
    `chat` is None for calls through the doors. `extra` holds fields of the caller's own wire that we neither know nor
    change (JSON values); they are sent where the model speaks that wire, and all their strings and long numbers are in
    `texts`.
    With `embed` there are no messages. `notebook` is None where no conversation is kept.
    """

    model: str
    messages: tuple[PromptMessage, ...]
    purpose: Purpose
    commitment: CommitmentKey
    sampling: Sampling = field(default_factory=Sampling)
    chat: ChatId | None = None
    continues: bool = False
    tools: Tools = field(default_factory=Tools)
    response_format: ResponseFormat | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    embed: Embed | None = None
    notebook: Notebook | None = field(default=None, repr=False, compare=False)

    def placed(self) -> Iterator[Placed]:
        """Every text that would leave, with where it stands, in the order of `texts`."""
        for message in self.messages:
            yield from message.placed()
        for tool in self.tools.tools:
            yield Placed(tool.name, Spot.FIXED)
            yield from _given((tool.description, Spot.WORDS), (tool.parameters, Spot.JSON))
        if (wanted := self.response_format) is not None:
            yield from _given((wanted.name, Spot.FIXED), (wanted.schema, Spot.JSON), (wanted.description, Spot.WORDS))
        if self.embed is not None:
            yield from (Placed(text, Spot.WORDS) for text in self.embed.inputs)
        yield from (Placed(text, Spot.WORDS) for text in self.sampling.stop)
        yield from _strings(self.extra)

    def texts(self) -> Iterator[str]:
        """Every text that would leave, also names, arguments, schemas and what stands in `extra`."""
        return (placed.text for placed in self.placed())

    @property
    def images(self) -> bool:
        """Whether a picture would leave."""
        return any(isinstance(part, Image) for message in self.messages for part in message.parts)


def rewritten(prompt: Prompt, change: Callable[[str], str]) -> Prompt:
    """The prompt with `change` applied to each of its texts, once for each and in the order of `texts`.

    Raises ValueError if `change` gives something else for a text whose place is FIXED.
    """

    def kept(text: str) -> str:
        if change(text) != text:
            raise ValueError("An id or a name that others refer to cannot be changed.")
        return text

    def maybe(text: str | None) -> str | None:
        return None if text is None else change(text)

    # The order of the calls is the order of `placed`.
    messages = tuple(_rewritten_message(message, change, kept) for message in prompt.messages)
    tools = tuple(
        Tool(kept(tool.name), maybe(tool.description), maybe(tool.parameters), tool.strict)
        for tool in prompt.tools.tools
    )
    wanted = prompt.response_format
    if wanted is not None:
        name = None if wanted.name is None else kept(wanted.name)
        wanted = ResponseFormat(name, maybe(wanted.schema), wanted.strict, maybe(wanted.description))
    embed = prompt.embed
    if embed is not None:
        embed = replace(embed, inputs=tuple(change(text) for text in embed.inputs))
    sampling = replace(prompt.sampling, stop=tuple(change(text) for text in prompt.sampling.stop))
    extra = MappingProxyType(
        {kept(name): _rewritten_value(value, change, kept) for name, value in prompt.extra.items()}
    )
    return replace(
        prompt,
        messages=messages,
        tools=replace(prompt.tools, tools=tools),
        response_format=wanted,
        embed=embed,
        sampling=sampling,
        extra=extra,
    )


def _rewritten_message(
    message: PromptMessage, change: Callable[[str], str], kept: Callable[[str], str]
) -> PromptMessage:
    def part_of(part: Part) -> Part:
        match part:
            case Text(text, labels):
                return Text(change(text), labels)
            case ToolRequest(call_id, name, arguments):
                return ToolRequest(kept(call_id), kept(name), change(arguments))
            case ToolResult(call_id, text):
                return ToolResult(kept(call_id), change(text))
            case Image():
                return part

    name = None if message.name is None else change(message.name)
    return PromptMessage(message.role, tuple(part_of(part) for part in message.parts), name)


def _rewritten_value(value: object, change: Callable[[str], str], kept: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value).items()
        return {
            kept(name) if isinstance(name, str) else name: _rewritten_value(inner, change, kept)
            for name, inner in pairs
        }
    if isinstance(value, list | tuple):
        return [_rewritten_value(inner, change, kept) for inner in cast("Sequence[object]", value)]
    if _tells(value):
        kept(str(value))
    return value


def _given(*pairs: tuple[str | None, Spot]) -> Iterator[Placed]:
    return (Placed(text, spot) for text, spot in pairs if text is not None)


def _strings(value: object) -> Iterator[Placed]:
    if isinstance(value, str):
        yield Placed(value, Spot.WORDS)
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[object, object]", value).items():
            if isinstance(name, str):
                yield Placed(name, Spot.FIXED)
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in cast("Sequence[object]", value):
            yield from _strings(inner)
    elif _tells(value):
        yield Placed(str(value), Spot.FIXED)


def _tells(value: object) -> bool:
    """Whether it is a number so long that it could be somebody's: of a card, of a telephone."""
    return isinstance(value, int | float) and abs(value) >= _TELLING


class Verdict(StrEnum):
    """What the guard decided for one destination."""

    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    WARN = "warn"
    """It goes as it is: the person was asked and said so."""
    STAND_IN = "stand_in"
    KEEP_LOCAL = "keep_local"
    """It does not go there, but may to a model on this machine that is fit for work."""
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Cleared:
    """A prompt that the guard has cleared for one destination. Only `guard.clear` makes one (a house test looks).

    `prompt` is what leaves. `findings` counts what was found, by kind; `replaced` how many places hold a stand-in, and
    `removed`, by kind, how many were blanked out for good. `restoring` is what `guard.restore` needs on the way back.
    """

    prompt: Prompt
    destination: Destination
    verdict: Verdict
    policy: str
    guard_version: str
    findings: tuple[tuple[str, int], ...] = ()
    replaced: int = 0
    removed: tuple[tuple[str, int], ...] = ()
    restoring: object = None
