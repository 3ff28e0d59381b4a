"""Files that hold a key. What the master key's file refuses is tested with it."""

from pathlib import Path

import pytest

from inhouse.vault import keyfiles


def test_a_key_is_read_back_by_its_word_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.key"
    keyfiles.make(path, "word", b"secret")
    assert keyfiles.read(path, "word") == b"secret"
    with pytest.raises(keyfiles.Unreadable):
        keyfiles.read(path, "another")
    path.chmod(0o640)
    with pytest.raises(keyfiles.Exposed):
        keyfiles.read(path, "word")
    assert keyfiles.read(path, "word", private=False) == b"secret"


def test_what_is_replaced_is_overwritten(tmp_path: Path) -> None:
    fresh, path = tmp_path / "fresh", tmp_path / "path"
    keyfiles.make(fresh, "word", b"fresh")
    keyfiles.make(path, "word", b"old")
    with path.open("rb") as old:
        keyfiles.replace(fresh, path)
        assert set(old.read()) == {0}
    assert (keyfiles.read(path, "word"), fresh.exists()) == (b"fresh", False)


def test_one_file_by_two_names_is_one_file(tmp_path: Path) -> None:
    path, link, copy = (tmp_path / name for name in ("path", "link", "copy"))
    keyfiles.make(path, "word", b"secret")
    link.symlink_to(path)
    keyfiles.make(copy, "word", b"secret")
    assert [keyfiles.is_same(each, path) for each in (link, copy, tmp_path / "none")] == [True, False, False]


def test_a_file_is_there_as_a_whole_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.key"

    def killed(handle: int) -> None:
        raise OSError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", killed)
        with pytest.raises(OSError, match="power"):
            keyfiles.make(path, "word", b"secret")
    assert list(tmp_path.iterdir()) == []
    keyfiles.make(path, "word", b"secret")
    with pytest.raises(FileExistsError):
        keyfiles.make(path, "word", b"another")
    assert [each.name for each in tmp_path.iterdir()] == ["a.key"]
    assert keyfiles.read(path, "word") == b"secret"


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.key"

    def unknown(fresh: Path, name: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", unknown)
    keyfiles.make(path, "word", b"secret")
    assert (keyfiles.read(path, "word"), [each.name for each in tmp_path.iterdir()]) == (b"secret", ["a.key"])
