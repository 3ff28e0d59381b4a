"""Which portions of which files go into a prompt, and how they stand there. Pure.

The newest message's files come first; of one message the smaller files first, so that a large one does not push the
others out. Of each file the portions go in from the first on, as long as there is room.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inhouse.chat.chat import Attachment
from inhouse.chat.files.file import PICTURE_SIZE, File
from inhouse.core.events import CutFile
from inhouse.core.ids import MessageId

_CLOSING = re.compile("<(/document)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that a message asks for; None when it is not there any more."""

    message: MessageId
    attachment: Attachment
    file: File | None

    @property
    def wanted(self) -> tuple[int, ...]:
        """The portions that the person chose, as far as there are any."""
        if self.file is None:
            return ()
        every = range(len(self.file.portions))
        chosen = self.attachment.portions
        return tuple(every) if chosen is None else tuple(number for number in chosen if number in every)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes in of one file: portions by number, or its picture."""

    asked: Asked
    numbers: tuple[int, ...] = ()
    picture: bool = False

    @property
    def cut(self) -> CutFile | None:
        """What does not go in, None when everything does."""
        attachment = self.asked.attachment
        if attachment.kind == "image":
            took, of = int(self.picture), 1
        else:
            took, of = len(self.numbers), len(self.asked.wanted) if self.asked.file else attachment.of
        if took >= of:
            return None
        return CutFile(str(attachment.file), attachment.name, attachment.unit, took, of)


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes into one prompt; `size` counts its bytes."""

    chosen: tuple[Chosen, ...] = ()
    size: int = 0

    @property
    def cut(self) -> tuple[CutFile, ...]:
        """The files of which something does not go in."""
        return tuple(cut for one in self.chosen if (cut := one.cut) is not None)

    def of(self, message: MessageId) -> tuple[Chosen, ...]:
        """What goes with one message."""
        return tuple(one for one in self.chosen if one.asked.message == message)


def choose(asked: Sequence[Asked], room: int, *, pictures: bool) -> Choice:
    """What of the files (oldest message first) fits into so many bytes. `pictures`: whether the model sees them."""
    newest_first = list(dict.fromkeys(one.message for one in reversed(asked)))
    turn = {message: place for place, message in enumerate(newest_first)}
    order = sorted(range(len(asked)), key=lambda at: (turn[asked[at].message], asked[at].attachment.size, at))
    left, found = room, dict[int, Chosen]()
    for at in order:
        one, used = _fitting(asked[at], left, pictures=pictures)
        found[at] = one
        left -= used
    return Choice(tuple(found[at] for at in range(len(asked))), room - left)


def _fitting(asked: Asked, room: int, *, pictures: bool) -> tuple[Chosen, int]:
    file = asked.file
    if file is not None and file.picture is not None:
        fits = pictures and room >= PICTURE_SIZE
        return Chosen(asked, picture=fits), PICTURE_SIZE if fits else 0
    used, numbers = 0, list[int]()
    for number in asked.wanted:
        size = 0 if file is None else file.portions[number].size
        if used + size > room:
            break
        used += size
        numbers.append(number)
    return Chosen(asked, tuple(numbers)), used


def written(chosen: Chosen, texts: Mapping[int, str]) -> str:
    """What a model reads of one document: each portion between marks that name it, and what was left out."""
    attachment, file = chosen.asked.attachment, chosen.asked.file
    name = attachment.name
    if file is None:
        return f'<document name="{name}">This file is not there any more.</document>'
    if attachment.kind == "image":
        return "" if chosen.picture else f'<document name="{name}">This picture cannot be shown here.</document>'
    parts = [
        f'<document name="{name}" part="{_plain(file.portions[number].place.name)}">\n'
        f"{_harmless(texts[number])}\n</document>"
        for number in chosen.numbers
        if number in texts
    ]
    if chosen.cut is not None:
        cut = chosen.cut
        parts.append(f'<document name="{name}">{cut.of - cut.took} of {cut.of} parts are left out here.</document>')
    return "\n".join(parts)


def size_of(file: File, portions: Sequence[int] | None) -> int:
    """Bytes that the chosen portions of a file, or all, take in a prompt."""
    if file.picture is not None:
        return PICTURE_SIZE
    numbers = range(len(file.portions)) if portions is None else portions
    return sum(file.portions[number].size for number in numbers)


def _plain(name: str) -> str:
    """A portion's name inside quotation marks."""
    return name.replace('"', "'").replace("<", " ").replace(">", " ")


def _harmless(text: str) -> str:
    """Text that cannot end its document early."""
    return _CLOSING.sub(r"< \1", text)
