"""How the places outside stand comes through a file as it was told, and a broken file says nothing."""

from datetime import UTC, datetime
from pathlib import Path

from inhouse.ledger.copies import Copy, read_copies, write_copies


def test_what_is_told_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger" / "copies.json"
    told = (
        Copy("share", "file", 7, datetime(2026, 11, 23, tzinfo=UTC)),
        Copy("people", "mail", trouble="no answer"),
    )
    write_copies(path, told)
    assert read_copies(path) == told
    write_copies(path, told[:1])
    assert read_copies(path) == told[:1]
    assert [each.name for each in path.parent.iterdir()] == ["copies.json"]


def test_a_file_that_is_not_there_or_broken_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "copies.json"
    assert read_copies(path) == ()
    for said in (b"", b"{}", b"[1]", b'[{"name": "x"}]', b'{"a": 1}'):
        path.write_bytes(said)
        assert read_copies(path) == ()
