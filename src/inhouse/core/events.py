"""The one closed union of events, from the model to the browser.

A run's stream is: Started, then any number of the others, then exactly one Finished or Failed. Events are numbered by
the reader's stream, not here. The TypeScript types of the browser are generated from this file.
"""

from dataclasses import dataclass, field
from typing import Literal

from inhouse.core.destination import DestinationClass

FinishReason = Literal["stop", "length", "loop", "cancelled", "interrupted", "tool_calls", "filtered"]


@dataclass(frozen=True, slots=True)
class Place:
    """A destination as it is shown: its name and how far away it is."""

    name: str
    destination_class: DestinationClass


@dataclass(frozen=True, slots=True)
class Started:
    """The run has begun and writes into `message_id`."""

    run_id: str
    chat_id: str
    message_id: str
    parent_id: str | None
    model: str
    destination: Place
    type: Literal["started"] = field(default="started", init=False)


@dataclass(frozen=True, slots=True)
class Queued:
    """All places at the model are taken; `place` is 1 for the next in line."""

    place: int
    type: Literal["queued"] = field(default="queued", init=False)


@dataclass(frozen=True, slots=True)
class CutFile:
    """A file of which only `took` of `of` portions went into the prompt; `unit` says what the portions are."""

    file_id: str
    name: str
    unit: str
    took: int
    of: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The model reads the prompt. `left_out` older messages did not fit and were left out.

    `files` names what of attached files did not fit; `attached` counts the bytes of those that did.
    """

    left_out: int
    files: tuple[CutFile, ...] = ()
    attached: int = 0
    type: Literal["reading"] = field(default="reading", init=False)


@dataclass(slots=True)  # Not frozen: there is one for each word, and a frozen one takes four times as long to make.
class TextDelta:
    """More of the answer. `choice` tells answers apart where more than one was asked for.

    `refusal`: the model says why it does not do what was asked. Nobody changes one.
    """

    text: str
    choice: int = 0
    refusal: bool = False
    type: Literal["text_delta"] = field(default="text_delta", init=False)


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """More of the model's reasoning."""

    text: str
    choice: int = 0
    type: Literal["reasoning_delta"] = field(default="reasoning_delta", init=False)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """More of a tool call: the name comes once, the arguments in pieces."""

    index: int
    call_id: str | None
    name: str | None
    arguments: str
    choice: int = 0
    type: Literal["tool_call"] = field(default="tool_call", init=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that the answer rests on."""

    source: str
    title: str
    quote: str
    type: Literal["citation"] = field(default="citation", init=False)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things of one kind the guard found. `label` names the kind for people, in English."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What the guard decided and where the words went; `line` is the number of the ledger line.

    `replaced` places hold a stand-in there; `removed` was blanked out for good. `kept_from` is the model that was asked
    for, when the guard kept the words on this machine instead.
    """

    destination: Place
    verdict: Literal["pass", "warn", "stand_in", "keep_local"]
    replaced: int
    line: str
    removed: tuple[Counted, ...] = ()
    kept_from: str | None = None
    type: Literal["disclosure"] = field(default="disclosure", init=False)


@dataclass(frozen=True, slots=True)
class Restored:
    """The model wrote `stand_in` where the reader reads `value`. It comes before the first text that holds this value.

    One event for each value and choice; the text that follows it holds `value` already.
    """

    value: str
    stand_in: str
    choice: int = 0
    type: Literal["restored"] = field(default="restored", init=False)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model counted them."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    type: Literal["usage"] = field(default="usage", init=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All text so far; replaces what was folded before. Sent when the single pieces are no longer kept."""

    text: str
    reasoning: str
    type: Literal["snapshot"] = field(default="snapshot", init=False)


@dataclass(frozen=True, slots=True)
class Titled:
    """The chat has a title now."""

    title: str
    type: Literal["titled"] = field(default="titled", init=False)


@dataclass(frozen=True, slots=True)
class BlockedFinding:
    """One thing that the guard stopped at. `key` is stable within a chat; `valves` are the ways out of it."""

    key: str
    kind: str
    label: str
    count: int
    valves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why the guard did not let words go: which rule, what it found, whom to ask, and what the person may do.

    `options` are `edit`, and `demo` where the demo model may answer; `action` is warn, keep_local or refuse.
    """

    rule: str
    title: str
    action: str
    policy: str
    contact: str | None
    findings: tuple[BlockedFinding, ...]
    options: tuple[str, ...] = ("edit",)


@dataclass(frozen=True, slots=True)
class Failed:
    """The run ended by an error after it had begun; the text so far is kept. `guard` says more of a refusal."""

    code: str
    message: str
    hint: str | None
    retryable: bool
    guard: Blocked | None = None
    type: Literal["failed"] = field(default="failed", init=False)


@dataclass(frozen=True, slots=True)
class Logprobs:
    """How likely the tokens of the text that follows are: OpenAI's `logprobs` object of one piece, as JSON text."""

    data: str
    choice: int = 0
    type: Literal["logprobs"] = field(default="logprobs", init=False)


@dataclass(frozen=True, slots=True)
class ChoiceEnded:
    """One of several answers ended; Finished comes when all have."""

    choice: int
    reason: FinishReason
    type: Literal["choice_ended"] = field(default="choice_ended", init=False)


@dataclass(frozen=True, slots=True)
class Relayed:
    """Whole events of the wire, byte for byte as they came, for a caller who speaks that wire: no browser sees it.

    `pieces` is how many events of the wire there are in it.
    """

    data: bytes
    pieces: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The run ended."""

    reason: FinishReason
    type: Literal["finished"] = field(default="finished", init=False)


Event = (
    Started
    | Queued
    | Reading
    | TextDelta
    | ReasoningDelta
    | ToolCall
    | Citation
    | Disclosure
    | Restored
    | Usage
    | Logprobs
    | ChoiceEnded
    | Snapshot
    | Titled
    | Failed
    | Finished
)
