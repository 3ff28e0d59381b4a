"""The nouns: a chat, its messages, and what is clear about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from inhouse.core.events import Blocked, CutFile, Place
from inhouse.core.events import Counted as Removed
from inhouse.core.ids import ChatId, FileId, MessageId, PersonId, RunId
from inhouse.core.prompt import CommitmentKey

MESSAGE_BYTES = 1024 * 1024
"""The longest text of one message, in bytes of UTF-8."""
INSTRUCTIONS_CHARACTERS = 8_000
"""The longest instructions of one chat."""
TITLE_CHARACTERS = 200
"""The longest title."""


class Speaker(StrEnum):
    """Whose words a message holds."""

    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """How a message stands. A person's own messages are always complete."""

    COMPLETE = "complete"
    RUNNING = "running"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Rating(StrEnum):
    """What the reader thinks of an answer."""

    UP = "up"
    DOWN = "down"


class TitleSource(StrEnum):
    """Where a title comes from; a title that a person wrote is never replaced by ours."""

    FIRST_WORDS = "first_words"
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an answer failed, in words for its reader."""

    code: str
    message: str
    hint: str | None
    retryable: bool
    guard: Blocked | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens of one answer, as the model counted them."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Restored:
    """Words of a person in an answer, and the stand-in that the model saw and wrote instead of them."""

    value: str
    stand_in: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """What the guard did for an answer, as its Disclosure said; `restored` are the stand-ins that the answer held."""

    verdict: str
    line: str
    replaced: int = 0
    removed: tuple[Removed, ...] = ()
    kept_from: str | None = None
    restored: tuple[Restored, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that went with a message, as it was then.

    `portions` are those that the person chose, counted from 0; None for all of the `of` that there are. `size` is their
    text in bytes.
    """

    file: FileId
    name: str
    kind: str
    unit: str
    of: int
    size: int
    portions: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation. `leaf_id` is the end of the path that is shown; None means that nothing was said yet."""

    id: ChatId
    owner: PersonId
    created_at: datetime
    updated_at: datetime
    title: str | None = None
    title_source: TitleSource = TitleSource.FIRST_WORDS
    instructions: str = ""
    temperature: float | None = None
    model: str | None = None
    pinned: bool = False
    archived: bool = False
    temporary: bool = False
    leaf_id: MessageId | None = None
    deleted_at: datetime | None = None


class Node(NamedTuple):
    """What is known of a message without opening it. `size` is the bytes of UTF-8 of its text.

    A tuple, because a chat has thousands and each use of it makes them all: a dataclass costs five times as much.
    `attached` is the bytes of text of the files that came with a question, or that went into the prompt of an answer.
    """

    id: MessageId
    parent_id: MessageId | None
    speaker: Speaker
    status: Status = Status.COMPLETE
    size: int = 0
    model: str | None = None
    usage: Counted | None = None
    left_out: int = 0
    run_id: RunId | None = None
    attached: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One message, opened. `left_out` older messages did not fit into the prompt of this answer, nor did `cut_files`.

    `run_id` names the run that writes it, or that wrote it last.
    """

    id: MessageId
    parent_id: MessageId | None
    speaker: Speaker
    created_at: datetime
    text: str = ""
    reasoning: str = ""
    status: Status = Status.COMPLETE
    trouble: Trouble | None = None
    model: str | None = None
    destination: Place | None = None
    rating: Rating | None = None
    usage: Counted | None = None
    left_out: int = 0
    finish: str | None = None
    run_id: RunId | None = None
    attachments: tuple[Attachment, ...] = ()
    cut_files: tuple[CutFile, ...] = ()
    attached: int = 0
    guarded: Guarded | None = None

    @property
    def node(self) -> Node:
        """The same message without its words."""
        return Node(
            id=self.id,
            parent_id=self.parent_id,
            speaker=self.speaker,
            status=self.status,
            size=len(self.text.encode()),
            model=self.model,
            usage=self.usage,
            left_out=self.left_out,
            run_id=self.run_id,
            attached=self.attached,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat whose caller may see it, with the skeleton of its tree, oldest message first.

    `commitment` is the key under which the ledger commits to what this chat sends.
    """

    chat: Chat
    nodes: tuple[Node, ...]
    commitment: CommitmentKey
