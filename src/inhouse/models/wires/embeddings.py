"""Embeddings on the OpenAI wire: texts go out, vectors come back as the server wrote them. Pure: no I/O.

Reference: OpenAI's API reference, "Create embeddings". The answer is one JSON object and no stream of events; it is
looked at as a whole before any of it is handed on, so that an error page never passes for vectors.
"""

import orjson

from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Finished, Relayed, Usage
from inhouse.core.prompt import Embed, Prompt
from inhouse.models.errors import BadAnswer
from inhouse.models.json_values import a_count, a_list, an_object
from inhouse.models.model import Deployment, Model
from inhouse.models.wires.refusals import refusal, trouble
from inhouse.models.wires.wire import Sent

_PATH = "/embeddings"
_JSON = b"application/json"
_HEADERS = (("content-type", "application/json"), ("accept", "application/json"))
_ANSWER_BYTES = 32 * 1024 * 1024
"""Room for 2,048 vectors of 1,536 dimensions in base64."""

Json = dict[str, object]


class Embeddings:
    """The wire. Azure's older shape has the model in the path (`base`) and not in the body."""

    def __init__(self, *, names_model: bool) -> None:
        self._names_model = names_model

    def encode(self, prompt: Prompt, model: Model, deployment: Deployment) -> Sent:
        """The request. There is nothing that a server could be asked to keep or not to keep."""
        embed = prompt.embed or Embed(())
        body: Json = dict(prompt.extra)
        if self._names_model:
            body["model"] = deployment.upstream_model
        # A text on its own has no turns: there is nothing that a control token could open.
        body["input"] = [_sound(text) for text in embed.inputs]
        body["encoding_format"] = embed.encoding
        if embed.dimensions is not None:
            body["dimensions"] = embed.dimensions
        body |= model.profile.quirks.extra
        return Sent(deployment.base + _PATH + deployment.query, _HEADERS, orjson.dumps(body), answers=_JSON)

    def answer(self, choices: int = 1) -> "Vectors":
        """A new answer."""
        del choices
        return Vectors()

    def refusal(self, status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
        """What an answer with an error status means for the person who asked."""
        return refusal(status, body, retry_after, model)


OPENAI_EMBEDDINGS = Embeddings(names_model=True)
AZURE_EMBEDDINGS = Embeddings(names_model=False)


class Vectors:
    """The answer as it comes in: nothing until it is whole, then its bytes, its usage and its end."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self.done = False
        self.pieces = 0
        self.prompt_tokens = 0

    def feed(self, read: bytes) -> list[Event | Relayed]:
        """Take what was read; raises BadAnswer when it is more than anybody asked for."""
        self._size += len(read)
        if self._size > _ANSWER_BYTES:
            raise BadAnswer("The model's server sent an answer that is too long.")
        self._pieces.append(read)
        return []

    def end(self) -> list[Event | Relayed]:
        """The bytes, the usage if it was told, and the end; raises BadAnswer for what holds no vectors."""
        body = b"".join(self._pieces)
        try:
            value = an_object(orjson.loads(body))
        except orjson.JSONDecodeError:
            raise BadAnswer("The model's server sent something that is not JSON.") from None
        if (error := trouble(value)) is not None:
            raise error
        vectors = a_list(value.get("data"))
        if not vectors or not all(isinstance(an_object(each).get("embedding"), str | list) for each in vectors):
            raise BadAnswer("The model's server sent something that holds no vectors.")
        events: list[Event | Relayed] = [Relayed(body, 1)]
        if usage := an_object(value.get("usage")):
            events.append(Usage(a_count(usage.get("prompt_tokens")), 0))
        events.append(Finished("stop"))
        return events


def _sound(text: str) -> str:
    """Text that UTF-8 can carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
