"""What goes down the road: a prompt, and the same prompt once the guard has cleared it for one destination."""

from dataclasses import dataclass, field
from enum import StrEnum

from inhouse.core.destination import Destination
from inhouse.core.ids import ChatId


class Role(StrEnum):
    """Who speaks in a prompt."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Text:
    """Words. The only kind of part that a prompt has so far."""

    text: str


Part = Text


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One message of a prompt."""

    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The words of all parts."""
        return "".join(part.text for part in self.parts)


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


class Purpose(StrEnum):
    """Why a prompt is sent; it stands in the ledger line."""

    CHAT = "chat"
    TITLE = "title"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class CommitmentKey:
    """The key under which the ledger commits to the bytes that leave: the chat's, or for a door the account's."""

    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything that one call to a model sends.

    `continues` asks the model to go on with the last message, which is then its own unfinished answer.
    `chat` is None for calls through the doors.
    """

    model: str
    messages: tuple[PromptMessage, ...]
    purpose: Purpose
    commitment: CommitmentKey
    sampling: Sampling = field(default_factory=Sampling)
    chat: ChatId | None = None
    continues: bool = False


class Verdict(StrEnum):
    """What the guard decided for one destination."""

    PASS = "pass"  # noqa: S105 (a verdict, not a password)
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Cleared:
    """A prompt that the guard has cleared for one destination. Only `guard.clear` makes one (a house test looks)."""

    prompt: Prompt
    destination: Destination
    verdict: Verdict
    policy: str
    guard_version: str
