"""Files for `inhouse guard check`: their texts, and what of them nobody can read."""

import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from inhouse.core.errors import InvalidRequest
from inhouse.guard.detectors.labels import kinds_on_document
from inhouse.guard.detectors.terms import Dictionary
from inhouse.guard.terms import decoded, understand
from inhouse.knowledge.document import FILE_BYTES, Complete, Mark, Marked, Picture, Portion
from inhouse.knowledge.errors import FileEmpty, FileRefused
from inhouse.knowledge.reader import Reader

STANDARD_INPUT: Final = "-"
_PIECE: Final = 64 * 1024
_IMAGE: Final = "unreadable.image"
_FILE: Final = "unreadable.file"
_PART: Final = "unreadable.part"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a file. `part` says where in a document it stands; None: the whole file, as it is."""

    text: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A file: its texts, and the kinds of what is found about the whole of it: unreadable, marked confidential."""

    name: str
    pieces: tuple[Piece, ...]
    marks: tuple[str, ...] = ()


async def read(file: Path, reader: Reader) -> Given:
    """The file's texts. Text files are taken as they are, documents are read as attachments are.

    Raises InvalidRequest when it is not there, not ours to read or too large; ReadingUnavailable.
    """
    raw = _raw(file)
    text = _as_text(raw)
    if text is not None:
        return Given(str(file), (Piece(text),))
    try:
        return await _document(file, raw, reader)
    except FileEmpty:
        return Given(str(file), ())
    except FileRefused:
        return Given(str(file), (), (_FILE,))


async def _document(file: Path, raw: bytes, reader: Reader) -> Given:
    pieces: list[Piece] = []
    marks: list[str] = []
    async with aclosing(reader.read(_content(raw), file.suffix.lstrip(".").lower())) as findings:
        async for finding in findings:
            match finding:
                case Portion():
                    pieces.append(Piece(finding.text, finding.place.name))
                case Mark(where, text):
                    marks += sorted(kinds_on_document(text, is_label=where is Marked.LABEL))
                case Picture():
                    marks.append(_IMAGE)
                case Complete(cut=True):
                    marks.append(_PART)
                case _:
                    pass
    return Given(str(file), tuple(pieces), tuple(dict.fromkeys(marks)))


def read_terms(file: Path) -> Dictionary:
    """The company's terms that a list or a CSV file holds; says what was not understood. Raises InvalidRequest."""
    understood = understand(decoded(_raw(file)))
    if not understood.entries:
        raise InvalidRequest(f"{file} holds no terms.", hint="Write one term in each line.")
    if understood.problems:
        first = understood.problems[0]
        click.echo(
            f"{file}: {len(understood.problems)} lines are no terms; line {first.line}: {first.reason}", err=True
        )
    return Dictionary([entry.term for entry in understood.entries])


def _raw(file: Path) -> bytes:
    try:
        if str(file) == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(FILE_BYTES + 1)
        else:
            with file.open("rb") as opened:
                raw = opened.read(FILE_BYTES + 1)
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from None
    if len(raw) > FILE_BYTES:
        raise InvalidRequest(f"{file} is larger than the {FILE_BYTES // 1024**2} MB that are read.")
    return raw


def _as_text(raw: bytes) -> str | None:
    """The text if it is one: UTF-8, or UTF-16 with its mark (RFC 2781, section 3.2)."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text or text.startswith("%PDF-") else text


async def _content(raw: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(raw), _PIECE):
        yield raw[start : start + _PIECE]
