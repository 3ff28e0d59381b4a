"""`POST /v1/embeddings`: texts down the road, their vectors back as the model's server wrote them.

Reference: OpenAI's API reference, "Create embeddings".
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal, cast

from inhouse.core.caller import Caller
from inhouse.core.events import Event, Failed, Relayed
from inhouse.core.prompt import CommitmentKey, Embed, Prompt, Purpose
from inhouse.gateway.openai import fields as read
from inhouse.gateway.openai import reply
from inhouse.gateway.openai.entry import Call
from inhouse.gateway.openai.errors import MissingField, UnsupportedField, WrongType, WrongValue, of_event
from inhouse.gateway.openai.extra import check_extra
from inhouse.gateway.openai.fields import Json, clean, is_list
from inhouse.gateway.road import Road

MOST_INPUTS: Final = 2048  # as at OpenAI
MOST_DIMENSIONS: Final = 65_536

_USED = frozenset({"model", "input", "dimensions", "encoding_format"})
_IGNORED = frozenset({"user"})


@dataclass(frozen=True, slots=True)
class EmbeddingRequest:
    """A checked request. `extra` holds the fields that we do not know."""

    model: str
    embed: Embed
    extra: Json


class Vectors:
    """Gathers the answer, which comes as the bytes that the server wrote; raises AnswerFailed at a Failed."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def fold(self, event: Event | Relayed) -> None:
        """Take in one event."""
        if isinstance(event, Relayed):
            self._pieces.append(event.data)
        elif isinstance(event, Failed):
            raise of_event(event)

    def encode(self) -> bytes:
        """The whole answer."""
        return b"".join(self._pieces)


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The door. `commitment_of` gives the account's key for commitments."""

    road: Road
    commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]

    async def answer(self, call: Call) -> None:
        """Answer one request; raises InhouseError, ReaderGone."""
        request = parse(await reply.read_body(call.receive), call.name)
        prompt = Prompt(
            model=request.model,
            messages=(),
            purpose=Purpose.EMBEDDING,
            commitment=await self.commitment_of(call.caller),
            notebook=call.notebook,
            extra=request.extra,
            embed=request.embed,
        )
        await reply.whole(call, self.road.run(call.caller, prompt), Vectors())


def parse(raw: bytes, model: str | None = None) -> EmbeddingRequest:
    """Check a body; raises InvalidRequest, as a BadField wherever a field is to blame."""
    fields = read.an_object_of(raw)
    extra = {name: value for name, value in fields.items() if name not in _USED and name not in _IGNORED}
    if extra:
        check_extra(extra)
    encoding = read.one_of(fields, "encoding_format", ("float", "base64"))
    return EmbeddingRequest(
        model=read.model(fields) if model is None else model,
        embed=Embed(
            inputs=_inputs(fields),
            dimensions=read.whole(fields, "dimensions", 1, MOST_DIMENSIONS),
            encoding=cast("Literal['float', 'base64']", encoding or "float"),
        ),
        extra=extra,
    )


def _inputs(fields: Json) -> tuple[str, ...]:
    value = fields.get("input")
    if value is None:
        raise MissingField("input", "You must provide an input parameter.")
    if isinstance(value, str):
        return (_input(value, "input"),)
    if not is_list(value):
        raise WrongType("input", "'input' must be a string or a list of strings.")
    if not 0 < len(value) <= MOST_INPUTS:
        raise WrongValue("input", f"'input' must hold 1 to {MOST_INPUTS} texts.")
    return tuple(_input(each, f"input[{index}]") for index, each in enumerate(value))


def _input(value: object, place: str) -> str:
    if isinstance(value, int | list):
        # What numbers stand for is known to one model only; the guard could not read them either.
        raise UnsupportedField("input", "Numbers of tokens cannot be embedded here.", hint="Send the texts themselves.")
    if not isinstance(value, str):
        raise WrongType(place, f"'{place}' must be a string.")
    if not value:
        raise WrongValue(place, f"'{place}' must not be empty.")
    return clean(value, place)
