"""How the reading process speaks to the server: frames on its output. Pure.

A frame is  1 byte kind | 4 bytes length, big-endian | body. The bodies are JSON, but for a picture's, whose JSON of
2 bytes length stands before its data. The server takes no frame that is longer than it should be: the process that
sends them has read a stranger's file.
"""

import json
import struct
from typing import Any

from inhouse.knowledge.document import (
    PORTION_BYTES,
    Complete,
    Finding,
    Found,
    Kind,
    Mark,
    Marked,
    Picture,
    Place,
    Portion,
    Progress,
    Unit,
)

HEAD = struct.Struct(">cI")
FACTS_BYTES = 1024
MARK_BYTES = 4 * 1024
TEXT_BYTES = 8 * PORTION_BYTES
"""Of a portion's frame: JSON may need six bytes for a byte, and there is the place."""
PICTURE_BYTES = 16 * 1024 * 1024

_FOUND, _PROGRESS, _MARK, _PORTION, _PICTURE, _COMPLETE, _FAILED = b"K", b"S", b"M", b"P", b"I", b"D", b"F"
LONGEST = {
    _FOUND: FACTS_BYTES,
    _PROGRESS: FACTS_BYTES,
    _MARK: MARK_BYTES,
    _PORTION: TEXT_BYTES,
    _PICTURE: PICTURE_BYTES,
    _COMPLETE: FACTS_BYTES,
    _FAILED: FACTS_BYTES,
}
"""Bytes that the body of a frame may have."""


class Failed(Exception):
    """The process says why it cannot read the file; the text is the code of a FileRefused."""


class NotAFrame(Exception):
    """What came is not what the process may say."""


def encode(finding: Finding) -> bytes:
    """A finding as a frame."""
    match finding:
        case Found(kind):
            return _frame(_FOUND, {"kind": kind.value})
        case Progress(done, total):
            return _frame(_PROGRESS, {"done": done, "total": total})
        case Mark(where, text):
            return _frame(_MARK, {"where": where.value, "text": text})
        case Portion(place, text):
            at = [place.unit.value, place.number, place.label, place.first, place.last, place.piece]
            return _frame(_PORTION, {"place": at, "text": text})
        case Picture(media_type, width, height, data):
            facts = json.dumps([media_type, width, height]).encode()
            body = struct.pack(">H", len(facts)) + facts + data
            return HEAD.pack(_PICTURE, len(body)) + body
        case Complete(cut):
            return _frame(_COMPLETE, {"cut": cut})


def encode_failed(code: str) -> bytes:
    """The last frame when the file cannot be read."""
    return _frame(_FAILED, {"code": code})


def body_length(head: bytes) -> tuple[bytes, int]:
    """Kind and length that a frame's first five bytes announce. Raises NotAFrame."""
    kind, length = HEAD.unpack(head)
    if length > LONGEST.get(kind, -1):
        raise NotAFrame
    return kind, length


def decode(kind: bytes, body: bytes) -> Finding:
    """The finding in a frame. Raises Failed, NotAFrame."""
    try:
        return _decode(kind, body)
    except (ValueError, TypeError, KeyError, struct.error, UnicodeError, RecursionError):
        raise NotAFrame from None


def _decode(kind: bytes, body: bytes) -> Finding:
    if kind == _PICTURE:
        (length,) = struct.unpack(">H", body[:2])
        media_type, width, height = json.loads(body[2 : 2 + length])
        if media_type not in ("image/png", "image/jpeg"):
            raise NotAFrame
        return Picture(media_type, _count(width), _count(height), body[2 + length :])
    facts: dict[str, Any] = json.loads(body)
    if kind == _PORTION:
        unit, number, label, first, last, piece = facts["place"]
        place = Place(Unit(unit), _count(number), _sound(str(label)), _count(first), _count(last), _count(piece))
        return Portion(place, _sound(str(facts["text"])))
    if kind == _MARK:
        return Mark(Marked(facts["where"]), _sound(str(facts["text"])))
    if kind == _FOUND:
        return Found(Kind(facts["kind"]))
    if kind == _PROGRESS:
        return Progress(_count(facts["done"]), _count(facts["total"]))
    if kind == _COMPLETE:
        return Complete(bool(facts["cut"]))
    raise Failed(str(facts["code"]))


def _count(value: object) -> int:
    """A number of pages, rows or pixels; raises ValueError for anything else."""
    if not isinstance(value, int) or not 0 <= value < 1 << 31:
        raise ValueError
    return value


def _sound(text: str) -> str:
    """Text that UTF-8 and PostgreSQL can carry."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _frame(kind: bytes, facts: object) -> bytes:
    body = json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
    return HEAD.pack(kind, len(body)) + body
