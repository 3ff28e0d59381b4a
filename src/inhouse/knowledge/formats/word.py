"""DOCX, by python-docx: its text in sections that begin at headings.

The body is walked in its own words (WordprocessingML, ECMA-376 part 1) because python-docx leaves out what stands in
content controls and in tracked insertions. What was deleted with changes tracked stays out.
"""

import io
from collections.abc import Iterator

import docx
from lxml import etree

from inhouse.knowledge.document import Finding, Place, Unit
from inhouse.knowledge.formats.archive import check
from inhouse.knowledge.formats.marks import of_office
from inhouse.knowledge.formats.pieces import portions
from inhouse.knowledge.formats.trouble import Damaged

_Element = etree._Element  # noqa: SLF001 - lxml has no other name for it  # pyright: ignore[reportPrivateUsage]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADING = ("heading 1", "heading 2", "title")
_SECTION_CHARACTERS = 6_000

Line = tuple[str, bool]
"""Text, and whether it is a heading."""


def read(content: bytes) -> Iterator[Finding]:
    """A portion for each section: from a heading to the next, or some pages of text where there are none."""
    check(content)
    yield from of_office(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, etree.XMLSyntaxError):
        raise Damaged from None
    headings = {style.style_id for style in document.styles if style.name and style.name.lower() in _HEADING}
    number, label, gathered, size = 1, "", list[str](), 0
    for text, is_heading in _lines(document.element.body, headings):
        if gathered and (is_heading or size > _SECTION_CHARACTERS):
            yield from portions(Place(Unit.SECTION, number, label), "\n".join(gathered))
            number, gathered, size = number + 1, [], 0
        if is_heading:
            label = text
        gathered.append(text)
        size += len(text)
    yield from portions(Place(Unit.SECTION, number, label), "\n".join(gathered))


def _lines(body: _Element, headings: set[str]) -> Iterator[Line]:
    # A walk with a stack of our own: documents nest deeper than Python calls.
    waiting = list(reversed(body))
    while waiting:
        element = waiting.pop()
        if element.tag == _PARAGRAPH:
            text = _text(element)
            if text.strip():
                yield text, _style(element) in headings
        elif element.tag == _TABLE:
            for row in element.iter(_ROW):
                cells = [" ".join(_text(cell).split()) for cell in row.iterchildren(_CELL)]
                if any(cells):
                    yield " | ".join(cells), False
        elif isinstance(element.tag, str):
            waiting.extend(reversed(element))


def _style(paragraph: _Element) -> str | None:
    properties = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return None if properties is None else properties.get(f"{_W}val")


def _text(element: _Element) -> str:
    pieces: list[str] = []
    left_out: _Element | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag == _MC_FALLBACK:
            # The same words once more, for readers that do not know the newer form.
            left_out = node if event == "start" else None
        elif event == "start" and left_out is None:
            pieces.append(_written(node))
    return "".join(pieces).lstrip("\n")


def _written(node: _Element) -> str:
    """What one element adds to the text."""
    if node.tag == f"{_W}t":
        return node.text or ""
    return "\n" if node.tag == _PARAGRAPH else _MARKS.get(str(node.tag), "")
