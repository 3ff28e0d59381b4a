"""PPTX, by python-pptx: the words of each slide, with its tables and notes."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx
from lxml import etree
from pptx.exc import PackageNotFoundError

from inhouse.knowledge.document import Finding, Place, Progress, Unit
from inhouse.knowledge.formats.archive import check
from inhouse.knowledge.formats.marks import of_office
from inhouse.knowledge.formats.pieces import portions
from inhouse.knowledge.formats.trouble import Damaged

_DEEPEST_GROUP = 20
_PROGRESS_SLIDES = 10


def read(content: bytes) -> Iterator[Finding]:
    """A portion for each slide that has words."""
    check(content)
    yield from of_office(content)
    try:
        deck = pptx.Presentation(io.BytesIO(content))
        slides = list(deck.slides)
    except (KeyError, ValueError, PackageNotFoundError, etree.XMLSyntaxError):
        raise Damaged from None
    for number, slide in enumerate(slides, 1):
        if number % _PROGRESS_SLIDES == 1:
            yield Progress(number - 1, len(slides))
        title = slide.shapes.title
        label = title.text_frame.text if title is not None and title.has_text_frame else ""
        lines = list(_words(slide.shapes, 0))
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None and notes.text.strip():
            lines.append(f"Notes: {notes.text}")
        yield from portions(Place(Unit.SLIDE, number, label), "\n".join(lines))


def _words(shapes: Iterable[Any], depth: int) -> Iterator[str]:
    for shape in shapes:
        if shape.has_text_frame and shape.text_frame.text.strip():
            yield shape.text_frame.text
        if shape.has_table:
            for row in shape.table.rows:
                yield " | ".join(" ".join(cell.text.split()) for cell in row.cells)
        if depth < _DEEPEST_GROUP and hasattr(shape, "shapes"):
            yield from _words(shape.shapes, depth + 1)
