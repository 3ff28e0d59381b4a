"""What of a file is sealed, and under which kind: its name, the names of its portions, every chunk."""

from typing import Any

import orjson

from inhouse.chat.chat import Trouble
from inhouse.chat.files.file import File, Listed, Measures
from inhouse.chat.files.place import Part
from inhouse.core.ids import FileId
from inhouse.knowledge.document import Kind, Place, Unit
from inhouse.vault import Sealer

_FILE = "file"


def seal_file(sealer: Sealer, file: File) -> bytes:
    """All that is known of the file but its state, its size and its time."""
    content: dict[str, Any] = {"name": file.name, "kind": file.kind, "cut": file.cut}
    if file.portions:
        content["portions"] = [_listed(one) for one in file.portions]
    if file.picture is not None:
        content["picture"] = [file.picture.media_type, file.picture.width, file.picture.height]
    if file.labels:
        content["labels"] = file.labels
    if file.trouble is not None:
        content["trouble"] = file.trouble
    return sealer.seal(orjson.dumps(content), _FILE, file.id)


def open_file(sealer: Sealer, file: FileId, sealed: bytes) -> dict[str, Any]:
    """The sealed fields of a File, by their names; raises DoesNotOpen."""
    content: dict[str, Any] = orjson.loads(sealer.open(sealed, _FILE, file))
    trouble, picture = content.get("trouble"), content.get("picture")
    return {
        "name": content["name"],
        "kind": None if content["kind"] is None else Kind(content["kind"]),
        "cut": content["cut"],
        "portions": tuple(_opened(*one) for one in content.get("portions", ())),
        "picture": None if picture is None else Measures(*picture),
        "trouble": None if trouble is None else Trouble(**trouble),
        "labels": tuple(content.get("labels", ())),
    }


def seal_chunk(sealer: Sealer, file: FileId, part: Part, number: int, data: bytes) -> bytes:
    """One chunk; it opens only as the chunk of that file, part and number."""
    return sealer.seal(data, f"{_FILE} {part.value} {number}", file)


def open_chunk(sealer: Sealer, file: FileId, part: Part, number: int, sealed: bytes) -> bytes:
    """What was sealed as this chunk; raises DoesNotOpen."""
    return sealer.open(sealed, f"{_FILE} {part.value} {number}", file)


def reseal_file(old: Sealer, new: Sealer, file: FileId, sealed: bytes) -> bytes:
    """What is known of a file, under another key; raises DoesNotOpen."""
    return new.seal(old.open(sealed, _FILE, file), _FILE, file)


def reseal_chunk(old: Sealer, new: Sealer, file: FileId, part: Part, number: int, sealed: bytes) -> bytes:
    """One chunk under another key; raises DoesNotOpen."""
    return seal_chunk(new, file, part, number, open_chunk(old, file, part, number, sealed))


def _listed(one: Listed) -> list[object]:
    place = one.place
    return [place.unit, place.number, place.label, place.first, place.last, place.piece, one.size]


def _opened(*values: Any) -> Listed:  # noqa: ANN401 (JSON of our own)
    unit, number, label, first, last, piece, size = values
    return Listed(Place(Unit(unit), number, label, first, last, piece), size)
