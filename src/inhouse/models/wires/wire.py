"""What a wire must be able to do; its implementations lie beside it, one file each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Relayed
from inhouse.core.prompt import Prompt
from inhouse.models.model import Deployment, Model


@dataclass(frozen=True, slots=True)
class Sent:
    """What will leave, exactly; credentials are added by `net`.

    `choices` is how many answers it asks for, `answers` the media type that they must have.
    """

    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    choices: int = 1
    answers: bytes = b"text/event-stream"


class Incoming(Protocol):
    """An answer as it comes in. `done` is set when its server has said that nothing follows.

    `pieces` counts deltas; `prompt_tokens` is what the server tells before its usage, 0 from most.
    """

    done: bool
    pieces: int
    prompt_tokens: int

    def feed(self, read: bytes) -> Sequence[Event | Relayed]:
        """The events in what was read; raises BadAnswer when it cannot be an answer."""
        ...

    def end(self) -> Sequence[Event | Relayed]:
        """The last events: usage if it was told, then exactly one Finished or Failed; raises AnswerBroken."""
        ...


class Wire(Protocol):
    """Turns a prompt into bytes and bytes into events. Pure: no I/O."""

    def encode(self, prompt: Prompt, model: Model, deployment: Deployment) -> Sent:
        """The request, always streamed, never to be kept there; raises InhouseError if the model cannot take it."""
        ...

    def answer(self, choices: int = 1) -> Incoming:
        """A new answer to a request for so many; what comes of others is passed over."""
        ...

    def refusal(self, status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
        """What an answer with an error status means for the person who asked."""
        ...
