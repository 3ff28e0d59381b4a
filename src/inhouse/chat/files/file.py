"""The nouns: a file, its portions, and what of it goes with a message."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inhouse.chat.chat import Trouble
from inhouse.core.ids import FileId
from inhouse.knowledge.document import Kind, Place

FILES_PER_CHAT = 100
FILES_PER_MESSAGE = 10
NAME_CHARACTERS = 150
"""The longest name of a file; the middle of a longer one falls away."""
PICTURE_SIZE = 3_000
"""What a picture counts for in a prompt, in bytes of text: about a thousand tokens."""

_NAMELESS = "file"
_LONGEST_ENDING = 10


class FileState(StrEnum):
    """Where a file is on its way."""

    UPLOADING = "uploading"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Listed:
    """A portion without its text: where it stands, and its bytes of UTF-8."""

    place: Place
    size: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known of a picture besides its pixels."""

    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class File:
    """A file of a chat. `size` is its bytes as it came; `trouble` says why it cannot be read.

    `cut`: there was more text than is kept. A document without portions has no text, like a scan. `labels`: the kinds
    of marks of confidentiality that stand on the document itself, whichever portions of it go with a message.
    """

    id: FileId
    name: str
    created_at: datetime
    state: FileState = FileState.UPLOADING
    size: int = 0
    kind: Kind | None = None
    portions: tuple[Listed, ...] = ()
    cut: bool = False
    picture: Measures | None = None
    trouble: Trouble | None = None
    labels: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """What stands after the last dot of the name, in lower case."""
        return ending_of(self.name)

    @property
    def unit(self) -> str:
        """What its portions are called."""
        if self.picture is not None:
            return "picture"
        return self.portions[0].place.unit.value if self.portions else "page"


def ending_of(name: str) -> str:
    """What stands after the last dot, in lower case; nothing when that is no ending."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= _LONGEST_ENDING else ""


def tidy_name(name: str) -> str:
    """A name that can be shown and told to a model: without folders, in one line, without hidden characters.

    Characters that change the direction of writing could make `exe.pdf` of `fdp.exe`; they fall away.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if letter in '<>"' or letter.isspace() else letter for letter in last if _shown(letter))
    words = " ".join(plain.split()).strip(". ") if plain.strip(". ") else ""
    if not words:
        return _NAMELESS
    if len(words) > NAME_CHARACTERS:
        half = NAME_CHARACTERS // 2
        words = f"{words[: half - 1]}…{words[-half:]}"
    return words


def _shown(letter: str) -> bool:
    # Cc: control; Cf: format, among them all that change direction; Cs, Co, Cn: no characters.
    return letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
