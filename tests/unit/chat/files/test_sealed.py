from dataclasses import replace
from uuid import uuid4

import pytest

from inhouse.chat.chat import Trouble
from inhouse.chat.files import sealed
from inhouse.chat.files.file import File, Listed, Measures
from inhouse.chat.files.place import CHUNK_BYTES, Part
from inhouse.core import clock
from inhouse.core.ids import ChatId, FileId, new_id
from inhouse.knowledge.document import Kind, Place, Unit
from inhouse.vault import Sealer
from inhouse.vault.errors import DoesNotOpen
from tests.people import someone


def sealer() -> Sealer:
    return Sealer.ephemeral(uuid4(), someone().person, ChatId(uuid4()))


FILE = File(
    FileId(new_id()),
    "secret name.pdf",
    clock.now(),
    kind=Kind.PDF,
    portions=(Listed(Place(Unit.SHEET, 2, "secret sheet", 1, 9, 2), 70),),
    cut=True,
    picture=Measures("image/png", 4, 3),
    labels=("label.confidential",),
    trouble=Trouble("file_empty", "It is empty.", None, retryable=False),
)


def test_names_are_sealed_and_come_back() -> None:
    ours = sealer()
    data = sealed.seal_file(ours, FILE)
    assert b"secret" not in data
    opened = File(id=FILE.id, created_at=FILE.created_at, **sealed.open_file(ours, FILE.id, data))
    assert opened == replace(FILE)


def test_a_chunk_opens_as_itself_only() -> None:
    ours, file = sealer(), FileId(new_id())
    data = sealed.seal_chunk(ours, file, Part.PORTION, 3, b"words")
    assert sealed.open_chunk(ours, file, Part.PORTION, 3, data) == b"words"
    others = [
        (sealer(), file, Part.PORTION, 3),
        (ours, FileId(new_id()), Part.PORTION, 3),
        (ours, file, Part.ORIGINAL, 3),
        (ours, file, Part.PORTION, 4),
    ]
    for place in others:
        with pytest.raises(DoesNotOpen):
            sealed.open_chunk(*place, data)


def test_a_sealed_chunk_is_a_mebibyte_at_most() -> None:
    assert len(sealed.seal_chunk(sealer(), FileId(new_id()), Part.ORIGINAL, 0, bytes(CHUNK_BYTES))) <= 1 << 20
