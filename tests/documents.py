"""Small real files for tests, made on the spot."""

import io
import zipfile
from typing import Protocol

import docx
import openpyxl
import pptx
from PIL import Image


class Savable(Protocol):
    """What the libraries make."""

    def save(self, file: io.BytesIO, /) -> None: ...


def pdf(*pages: str, password: bytes | None = None) -> bytes:
    """A PDF with a line of text on each page (ISO 32000-1); with `password` it says that it is encrypted."""
    count = len(pages)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(count))
    objects.append(b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count))
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, page in enumerate(pages):
        words = page.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        stream = b"BT /F1 12 Tf 50 700 Td (%b) Tj ET" % words
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    trailer = b""
    if password is not None:
        # Standard security handler, revision 3, whose hashes fit no password.
        objects.append(
            b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%b> /U <%b> >>" % (b"41" * 32, b"42" * 32)
        )
        trailer = b" /Encrypt %d 0 R /ID [<%b> <%b>]" % (len(objects), b"43" * 16, b"43" * 16)
    out, places = io.BytesIO(), list[int]()
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R%b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table))
    return out.getvalue()


def word(*sections: tuple[str, str]) -> bytes:
    """A DOCX with headings and paragraphs."""
    document = docx.Document()
    for heading, text in sections:
        if heading:
            document.add_heading(heading, 1)
        document.add_paragraph(text)
    return _saved(document)


def sheet(**sheets: list[list[object]]) -> bytes:
    """An XLSX with named sheets of rows."""
    book = openpyxl.Workbook()
    for number, (name, rows) in enumerate(sheets.items()):
        page = book.active if number == 0 else book.create_sheet(name)
        page.title = name
        for row in rows:
            page.append(row)
    return _saved(book)


def slides(*texts: tuple[str, str, str]) -> bytes:
    """A PPTX with title, text and notes on each slide."""
    deck = pptx.Presentation()
    for title, text, notes in texts:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    return _saved(deck)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), *, mode: str = "RGB", **more: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30) if mode == "RGB" else (200, 30, 30, 40)).save(out, kind, **more)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    """A ZIP archive; names are given with `__` for a slash and `_dot_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """An office document with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    return out.getvalue()


def _saved(document: Savable) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
