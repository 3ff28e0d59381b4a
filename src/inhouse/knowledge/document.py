"""The nouns: the kinds of documents, their portions, and what reading one finds."""

from dataclasses import dataclass
from enum import StrEnum

FILE_BYTES = 50 * 1024 * 1024
"""The largest file that is read."""
PORTION_BYTES = 8 * 1024
"""About the longest text of one portion, in bytes of UTF-8: small enough that some fit into a small model."""
PORTIONS = 8_000
"""More portions than this are not kept; the document then says that it was cut."""
MARK_CHARACTERS = 300
"""A longer line of a header is no mark."""
MARKS = 100
"""So many marks of one document are told."""
PICTURE_PIXELS = 2_048
"""The longer side of a picture after reading."""


class Kind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    WORD = "docx"
    SHEET = "xlsx"
    SLIDES = "pptx"
    PAGE = "html"
    TABLE = "csv"
    TEXT = "text"
    PICTURE = "image"


class Unit(StrEnum):
    """What the portions of a document are called."""

    PAGE = "page"
    SHEET = "sheet"
    SLIDE = "slide"
    SECTION = "section"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a portion stands in its document.

    `number` counts pages, sheets, slides and sections from 1; `label` is the sheet's name or the heading. `first` and
    `last` are rows or lines where the unit has them, else 0. `piece` is 2 and more for the rest of a long page.
    """

    unit: Unit
    number: int
    label: str = ""
    first: int = 0
    last: int = 0
    piece: int = 1

    @property
    def name(self) -> str:
        """Words for it, such as `page 3` or `sheet "Costs", rows 1-40`."""
        if self.unit is Unit.LINES:
            words = f"lines {self.first}-{self.last}"
        elif self.unit is Unit.SHEET:
            words = f'sheet "{self.label}", rows {self.first}-{self.last}'
        else:
            words = f"{self.unit.value} {self.number}" + (f" ({self.label})" if self.label else "")
        return words if self.piece == 1 else f"{words}, continued {self.piece}"


@dataclass(frozen=True, slots=True)
class Portion:
    """A piece of a document's text."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, made anew from its pixels: no metadata, at most 2,048 pixels on the longer side."""

    media_type: str
    width: int
    height: int
    data: bytes


class Marked(StrEnum):
    """Where a mark of confidentiality may stand, beside the text."""

    LABEL = "label"
    """The name of a sensitivity label in the file's properties, or its id where it has no name."""
    MARGIN = "margin"
    """A line of a header or a footer."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written on a document, and in no portion of it."""

    where: Marked
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The kind of the document."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the document is read; `total` is 0 while nobody knows."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Complete:
    """Everything is read. `cut`: there was more text than is kept."""

    cut: bool


Finding = Found | Progress | Mark | Portion | Picture | Complete
"""One thing that reading finds: first Found, last Complete."""
