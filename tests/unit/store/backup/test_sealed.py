import io
import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

import pytest

from inhouse.store.backup.errors import BackupDamaged, BackupRefused
from inhouse.store.backup.sealed import PIECE_BYTES, Identity, Passphrase, Plain, Reader, Recipient, make_pair, written

PASSPHRASE = Passphrase(b"correct horse battery staple")
PLAIN = bytes(range(256)) * 700


def a_backup(folder: Path, plain: bytes = PLAIN) -> bytes:
    path = folder / "backup"
    with written(path, PASSPHRASE, {"kind": "content"}) as writer:
        for start in range(0, len(plain), 10_000):
            writer.take(plain[start : start + 10_000])
    content = path.read_bytes()
    path.unlink()
    return content


def opened(content: bytes, secret: Passphrase | Identity = PASSPHRASE) -> bytes:
    return b"".join(Reader(io.BytesIO(content)).pieces(secret))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, len(PLAIN)])
def test_what_was_sealed_opens_again(tmp_path: Path, size: int) -> None:
    assert opened(a_backup(tmp_path, PLAIN[:size])) == PLAIN[:size]


def test_a_file_that_was_cut_anywhere_is_refused(tmp_path: Path) -> None:
    content = a_backup(tmp_path)
    header = len(content) - len(PLAIN) - 16 * 3
    for length in (0, 5, 20, header, header + 1, header + PIECE_BYTES + 16, len(content) // 2, len(content) - 1):
        with pytest.raises(BackupDamaged):
            opened(content[:length])


def test_a_changed_byte_is_found_wherever_it_is(tmp_path: Path) -> None:
    content = a_backup(tmp_path)
    for place in (0, 20, 60, 200, len(content) // 2, len(content) - 1):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises((BackupDamaged, BackupRefused)):
            opened(bytes(changed))
    with pytest.raises(BackupDamaged):
        opened(content + b"more")


def test_pieces_cannot_change_places(tmp_path: Path) -> None:
    content = a_backup(tmp_path)
    size = PIECE_BYTES + 16
    header = len(content) - len(PLAIN) - 16 * 3
    first, second = content[header : header + size], content[header + size : header + 2 * size]
    with pytest.raises(BackupDamaged):
        opened(content[:header] + second + first + content[header + 2 * size :])


def test_another_passphrase_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(BackupDamaged, match="does not open"):
        opened(a_backup(tmp_path), Passphrase(b"another one that is long"))


def test_whoever_seals_for_a_recipient_cannot_open_it(tmp_path: Path) -> None:
    identity, recipient = make_pair()
    (tmp_path / "identity").write_text(identity)
    (tmp_path / "recipient").write_text(recipient)
    (tmp_path / "other").write_text(make_pair()[0])
    path = tmp_path / "backup"
    with written(path, Recipient.read(tmp_path / "recipient"), {}) as writer:
        writer.take(PLAIN)
    content = path.read_bytes()
    assert opened(content, Identity.read(tmp_path / "identity")) == PLAIN
    for wrong in (PASSPHRASE, Identity.read(tmp_path / "other")):
        with pytest.raises(BackupRefused):
            opened(content, wrong)
    with pytest.raises(BackupRefused):
        Identity.read(tmp_path / "recipient")
    with pytest.raises(BackupRefused):
        Recipient.read(tmp_path / "nothing")


def test_a_passphrase_has_some_length(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("too short\n")
    with pytest.raises(BackupRefused):
        Passphrase.read(path)
    path.write_text("correct horse battery staple\nmore\n")
    assert Passphrase.read(path) == PASSPHRASE


def test_a_file_has_its_name_only_when_it_is_whole_and_none_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    with suppress(ZeroDivisionError), written(path, PASSPHRASE, {}) as writer:
        writer.take(PLAIN)
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with written(path, PASSPHRASE, {}):
        pass
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupRefused), written(path, PASSPHRASE, {}):
        pass


def test_the_name_of_a_backup_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[tuple[bool, bool]] = []
    path, fsync = tmp_path / "a", os.fsync

    def settle(handle: int) -> None:
        settled.append((S_ISDIR(os.fstat(handle).st_mode), path.exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", settle)
    with written(path, PASSPHRASE, {}):
        pass
    assert settled == [(False, False), (True, True)]


def test_what_is_read_is_as_long_as_was_asked() -> None:
    plain = Plain(iter([b"ab", b"", b"cde"]))
    assert (plain.read(1), plain.read(3), plain.read(0)) == (b"a", b"bcd", b"")
    with pytest.raises(BackupDamaged):
        plain.check_end()
    plain = Plain(iter([b"ab"]))
    with pytest.raises(BackupDamaged):
        plain.read(3)
