from pathlib import Path

import pytest

from inhouse.ledger.checkpoint import open_checkpoint
from inhouse.ledger.errors import NotCovered
from inhouse.ledger.proof import check_proof
from inhouse.ledger.published import Published
from tests.logs import KEY, entries_of, files_of, write

ENTRIES = list(entries_of(700))
FILES = files_of(ENTRIES)


def test_every_entry_that_a_checkpoint_covers_can_be_proved(tmp_path: Path) -> None:
    published = Published(write(tmp_path, FILES))
    for number in (1, 2, 256, 257, 512, 513, 699, 700):
        assert published.covers(number)
        proven = check_proof(published.prove(number), [KEY])
        assert (proven.number, proven.entry) == (number, ENTRIES[number - 1])
    assert published.checkpoint() == open_checkpoint(FILES["checkpoint"], [KEY])
    assert published.note() == FILES["checkpoint"].decode()


@pytest.mark.parametrize("number", [0, -1, 701])
def test_an_entry_that_no_checkpoint_covers_cannot(tmp_path: Path, number: int) -> None:
    published = Published(write(tmp_path, FILES))
    assert not published.covers(number)
    with pytest.raises(NotCovered, match="the newest one covers 700"):
        published.prove(number)


def test_before_the_first_checkpoint_nothing_can_be_proved(tmp_path: Path) -> None:
    published = Published(tmp_path / "not there")
    assert (published.note(), published.checkpoint(), published.covers(1)) == (None, None, False)
    with pytest.raises(NotCovered):
        published.prove(1)


def test_a_tile_that_was_filled_meanwhile_proves_as_well(tmp_path: Path) -> None:
    later = {path: content for path, content in files_of(entries_of(1024)).items() if path != "checkpoint"}
    published = Published(
        write(tmp_path, {**later, "checkpoint": FILES["checkpoint"], "tile/1/000.p/2": FILES["tile/1/000.p/2"]})
    )
    assert check_proof(published.prove(600), [KEY]).entry == ENTRIES[599]


@pytest.mark.parametrize("path", ["tile/entries/001", "tile/0/001", "tile/1/000.p/2", "checkpoint"])
@pytest.mark.parametrize("content", [None, b"", b"\xff" * 64])
def test_damaged_files_prove_nothing_and_say_so(tmp_path: Path, path: str, content: bytes | None) -> None:
    write(tmp_path, FILES)
    if content is None:
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(content)
    with pytest.raises(NotCovered):
        Published(tmp_path).prove(300)
