"""The reader with its real process: whatever the file does, the answer is a finding or a reason."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from inhouse.knowledge import reader
from inhouse.knowledge.document import Complete, Finding, Found, Kind, Picture, Portion
from inhouse.knowledge.errors import (
    FileEmpty,
    FileEncrypted,
    FileExpands,
    FileKindUnknown,
    FileRefused,
    FileTooComplex,
    FileUnreadable,
)
from inhouse.knowledge.reader import Reader
from inhouse.store.errors import DatabaseAway
from tests import documents

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%b">' % (98 + number, b"&%c;" % (97 + number) * 10) for number in range(9)
)


async def pieces(content: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(content), 1 << 20):
        yield content[start : start + (1 << 20)]


async def read(content: bytes, ending: str = "") -> list[Finding]:
    return await heard(pieces(content), ending)


async def heard(content: AsyncGenerator[bytes], ending: str) -> list[Finding]:
    async with aclosing(Reader().read(content, ending)) as findings:
        return [finding async for finding in findings]


def laughing(document: bytes, part: str, root: bytes) -> bytes:
    return documents.with_part(document, part, LAUGHS + b"]>" + root)


@pytest.mark.parametrize(
    ("content", "ending", "kind", "words"),
    [
        (documents.pdf("Page one."), "pdf", Kind.PDF, "Page one."),
        (documents.word(("Aims", "Sell more.")), "docx", Kind.WORD, "Sell more."),
        (documents.sheet(Costs=[["rent", 900]]), "xlsx", Kind.SHEET, "rent | 900"),
        (documents.slides(("Aims", "Sell more.", "slowly")), "pptx", Kind.SLIDES, "Notes: slowly"),
        (b"<p>Words <b>of</b> a page", "html", Kind.PAGE, "Words of a page"),
        (b"a,b\n1,2\n", "csv", Kind.TABLE, "1,2"),
        ("Größe".encode("cp1252") * 20, "txt", Kind.TEXT, "Größe"),
    ],
    ids=["pdf", "docx", "xlsx", "pptx", "html", "csv", "text"],
)
async def test_every_kind_is_read_behind_closed_doors(content: bytes, ending: str, kind: Kind, words: str) -> None:
    findings = await read(content, ending)
    assert findings[0] == Found(kind)
    assert findings[-1] == Complete(cut=False)
    assert words in "\n".join(finding.text for finding in findings if isinstance(finding, Portion))


async def test_a_picture_is_made_anew() -> None:
    findings = await read(documents.picture("WEBP"))
    assert [type(finding) for finding in findings] == [Found, Picture, Complete]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (documents.pdf("a", password=b"x"), FileEncrypted),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FileEncrypted),
        (documents.pdf("a")[:40], FileUnreadable),
        (documents.word(("a", "b"))[:-200], FileUnreadable),
        (documents.picture("PNG", (500, 500))[:60], FileUnreadable),
        (documents.picture("JPEG", (500, 500))[:700], FileUnreadable),
        (documents.archive(a=b"b"), FileKindUnknown),
        (b"words and \0 bytes", FileKindUnknown),
        (documents.with_part(documents.word(("a", "b")), "word/media/x.bin", b"\0" * 90_000_000), FileExpands),
        (laughing(documents.word(("a", "b")), "word/document.xml", b"<w>&i;</w>"), FileExpands),
        (laughing(documents.sheet(A=[["a"]]), "xl/worksheets/sheet1.xml", b"<w>&i;</w>"), FileExpands),
        (laughing(documents.slides(("a", "b", "")), "ppt/slides/slide1.xml", b"<w>&i;</w>"), FileExpands),
        (documents.picture("PNG", (12_000, 12_000)), FileExpands),
    ],
    ids=["empty", "pdf-password", "docx-password", "pdf-cut", "docx-cut", "png-cut", "jpeg-cut", "zip", "binary",
         "zip-bomb", "laughs-docx", "laughs-xlsx", "laughs-pptx", "png-bomb"],
)  # fmt: skip
async def test_what_cannot_be_read_says_why(content: bytes, refusal: type[FileRefused]) -> None:
    with pytest.raises(refusal):
        await read(content)


async def test_archives_inside_archives_are_not_opened() -> None:
    inner = documents.archive(a=b"\0" * 3_000_000)
    for _ in range(5):
        inner = documents.archive(**{f"part{number}": inner for number in range(5)})
    findings = await read(documents.with_part(documents.word(("Aims", "Words.")), "word/embeddings/x.zip", inner))
    assert any(isinstance(finding, Portion) and "Words." in finding.text for finding in findings)


async def test_too_much_memory_or_time_is_said_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    # A tree of XML needs many times its size: 100 MB of it do not fit into the process.
    many = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 3_000_000
    root = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    monkeypatch.setattr(reader, "READ_SECONDS", 40.0)
    small = documents.word(("a", "b"))
    with pytest.raises((FileTooComplex, FileExpands, FileUnreadable)):
        await read(documents.with_part(small, "word/document.xml", root + many + b"</w:body></w:document>"))
    monkeypatch.setattr(reader, "READ_SECONDS", 0.01)
    with pytest.raises(FileTooComplex):
        await read(b"words")
    monkeypatch.undo()
    assert await read(b"words")


async def test_a_file_that_does_not_come_in_whole_is_not_judged() -> None:
    async def half(content: bytes) -> AsyncGenerator[bytes]:
        yield content[: len(content) // 2]
        raise DatabaseAway("It is away.")

    for content in (b"words\n" * 1_000, documents.word(("a", "b")), documents.picture("PNG", (500, 500))):
        with pytest.raises(DatabaseAway):
            await heard(half(content), "txt")


async def test_a_process_that_dies_while_more_is_fetched_is_a_reason_and_nothing_else() -> None:
    async def endless() -> AsyncGenerator[bytes]:
        yield b"words\n"
        for process in reading_processes():
            os.kill(int(process), signal.SIGKILL)
        await asyncio.Event().wait()

    with pytest.raises(FileTooComplex):
        await heard(endless(), "txt")


async def test_leaving_ends_the_process() -> None:
    async with aclosing(Reader().read(pieces(b"a line of words\n" * 2_000_000), "txt")) as findings:
        async for finding in findings:
            if isinstance(finding, Portion):
                break
        assert len(reading_processes()) == 1
    deadline = time.monotonic() + 5
    while reading_processes():
        assert time.monotonic() < deadline


def reading_processes() -> list[str]:
    """The processes that read for this one."""
    found: list[str] = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat, words = (place / "stat").read_text("ascii", "replace"), (place / "cmdline").read_bytes()
        except OSError:
            continue
        parent = stat.rpartition(")")[2].split()[1]
        if parent == str(os.getpid()) and b"knowledge.reading_process" in words:
            found.append(place.name)
    return found
