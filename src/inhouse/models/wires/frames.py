"""What nearly all pieces of one answer have in common: the same JSON around a few letters of text. Pure: no I/O.

A server writes one frame around each piece. Whoever has read a piece in full knows the frame, and what of a further
piece stands where the text stood is a JSON string or the piece is another one: then the frame says nothing of it.
"""

from typing import Any, Final

import orjson

from inhouse.models.json_values import a_list, an_object

_NAME: Final = b'"content"'
_PROBE: Final = "a piece of text"
_MOST_LESSONS: Final = 4
"""Some servers number their pieces within the frame: nothing is learned from them."""


class Frame:
    """The frame of one answer's pieces: what stands before a piece's text and after it."""

    __slots__ = ("_after", "_alone", "_before", "_lessons", "index")

    def __init__(self) -> None:
        self._before = b""
        self._after = b""
        self._alone = b"", b""
        self._lessons = 0
        self.index = 0
        """The choice whose pieces have this frame."""

    def text_of(self, data: bytes) -> str | None:
        """The text of a piece in the frame; None for any other data."""
        return _between(self._before, data, self._after) if self._before else None

    def text_alone(self, read: bytes) -> str | None:
        """The same where one whole event was read and nothing else: a string holds no line break that ends an event."""
        before, after = self._alone
        return _between(before, read, after) if before else None

    def learn(self, data: bytes, value: dict[str, Any]) -> None:
        """Learn from an event that holds one piece of text and nothing else; `value` is what its data says."""
        if self._lessons >= _MOST_LESSONS or (found := _only_text(value)) is None:
            return
        self._lessons += 1
        self._before = b""
        self._alone = b"", b""
        index, text = found
        before, _, rest = data.partition(_NAME)
        colon = rest.partition(b'"')[0]
        literal = orjson.dumps(text)
        if not rest.startswith(literal, len(colon)):
            return
        before, after = before + _NAME + colon, rest[len(colon) + len(literal) :]
        if _reads_as(before + orjson.dumps(_PROBE) + after, value, text):
            self._before, self._after, self.index = before, after, index
            self._alone = b"data: " + before, after + b"\n\n"


def _between(before: bytes, data: bytes, after: bytes) -> str | None:
    """The JSON string that stands between what is always there."""
    if not (data.startswith(before) and data.endswith(after)):
        return None
    try:
        text = orjson.loads(data[len(before) : -len(after)])
    except orjson.JSONDecodeError:
        return None
    return text if isinstance(text, str) else None


def _only_text(value: dict[str, Any]) -> tuple[int, str] | None:
    """The choice and the text of an event that says nothing else."""
    choices = a_list(value.get("choices"))
    choice = an_object(choices[0]) if len(choices) == 1 else {}
    delta = an_object(choice.get("delta"))
    text, index = delta.get("content"), choice.get("index")
    if not isinstance(text, str) or not text or not text.isascii() or len(delta) != 1 or not isinstance(index, int):
        return None
    others = value.get("usage"), value.get("prompt_progress"), choice.get("logprobs"), choice.get("finish_reason")
    return None if any(others) else (index, text)


def _reads_as(data: bytes, value: dict[str, Any], text: str) -> bool:
    """Whether the data says what `value` does, with other text in the place of its only piece."""
    try:
        read = orjson.loads(data)
        delta = read["choices"][0]["delta"]
        found, delta["content"] = delta["content"], text
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return False
    return bool(found == _PROBE and read == value)
