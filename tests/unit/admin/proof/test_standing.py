from pathlib import Path

from inhouse.admin.proof.standing import standing
from tests.logs import LOG, entries_of, files_of, write

FILES = files_of(entries_of(5))


def test_each_log_is_there_with_its_newest_checkpoint(tmp_path: Path) -> None:
    write(tmp_path / LOG, FILES)
    (one,) = standing(tmp_path)
    assert (one.log, one.entries, one.note, one.trouble) == (LOG, 5, FILES["checkpoint"].decode(), None)
    assert one.signed_at is not None


def test_a_damaged_checkpoint_is_said(tmp_path: Path) -> None:
    write(tmp_path / LOG, {**FILES, "checkpoint": b"nothing\n\n"})
    (one,) = standing(tmp_path)
    assert (one.entries, one.note, one.trouble) == (0, None, "The checkpoint cannot be understood.")


def test_a_log_before_its_first_checkpoint_has_none(tmp_path: Path) -> None:
    (tmp_path / LOG / "tile").mkdir(parents=True)
    (one,) = standing(tmp_path)
    assert (one.entries, one.signed_at, one.note) == (0, None, None)


def test_without_a_log_there_is_none(tmp_path: Path) -> None:
    assert standing(tmp_path / "not there") == []
