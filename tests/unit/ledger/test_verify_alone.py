from pathlib import Path

import pytest

from inhouse.ledger.checkpoint import NoteWrong, verifier
from inhouse.ledger.published import Published
from inhouse.ledger.verify_alone import Asked, check_file, main, read_keys, verify_folders
from tests.logs import KEY, entries_of, entry_of, files_of, write

ENTRIES = list(entries_of(300))
FILES = files_of(ENTRIES)


def said(asked: Asked) -> tuple[int, list[str]]:
    lines: list[str] = []
    return verify_folders(asked, lines.append), lines


def test_what_is_sound_is_described(tmp_path: Path) -> None:
    status, lines = said(Asked([write(tmp_path, FILES)], [str(KEY)]))
    assert status == 0
    assert lines[0].startswith(f"{KEY.name}/00112233445566aa: 300 entries, root ")
    assert lines[1:] == [
        "  from 2026-11-23T00:00:01.000000Z to 2026-11-23T00:05:00.000000Z",
        "  129 sent, 0 refused, 42 acts",
        "1 log: all is as it was signed.",
    ]


def test_what_is_at_fault_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a", files_of([*ENTRIES[:5], entry_of(7, "open")]))
    (tmp_path / "a" / "other").write_text("")
    status, lines = said(Asked([tmp_path], [str(KEY)]))
    assert status == 1
    assert lines[3:] == [
        "  2 sent without an outcome yet",
        "  note: 1 files are no part of a log and were not looked at",
        "  FAULT: entry 6 has the number 7",
        "1 log: 1 faults. Do not trust what they say.",
    ]
    write(tmp_path / "a", {"tile/0/000.p/6": bytes(32 * 6)})
    write(tmp_path / "b", {"checkpoint": b""})
    status, lines = said(Asked([tmp_path], [str(KEY)]))
    assert (status, lines[-1]) == (1, "2 logs: 8 faults. Do not trust what they say.")


def test_very_many_faults_are_counted(tmp_path: Path) -> None:
    status, lines = said(Asked([write(tmp_path, {**FILES, "tile/0/000": bytes(32 * 256)})], [str(KEY)]))
    assert status == 1
    assert lines[-2:] == ["  and 206 more faults", "1 log: 256 faults. Do not trust what they say."]


def test_a_checkpoint_that_was_kept_must_be_one(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    folder = write(tmp_path / "log", FILES)
    kept.write_bytes(files_of(ENTRIES[:100])["checkpoint"])
    assert said(Asked([folder], [str(KEY)], [kept]))[0] == 0
    kept.write_bytes(files_of([entry_of(1, "refused")])["checkpoint"])
    assert said(Asked([folder], [str(KEY)], [kept]))[0] == 1
    for wrong in (b"", files_of(ENTRIES, seed=bytes(32))["checkpoint"]):
        kept.write_bytes(wrong)
        assert said(Asked([folder], [str(KEY)], [kept]))[0] == 2


def test_keys_are_lines_or_files(tmp_path: Path) -> None:
    other = verifier("other", bytes(32))
    (tmp_path / "vkey").write_text(f"{other}\n\n{KEY}\n")
    assert read_keys([str(tmp_path / "vkey")]) == [other, KEY]
    assert read_keys([str(KEY), str(other)]) == [KEY, other]
    with pytest.raises(NoteWrong):
        read_keys(["a+b"])
    with pytest.raises(NoteWrong, match="nothing is no verifier key and no file that holds one: inhouse ledger key"):
        read_keys(["nothing"])


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xff\xfe\x00", bytes(300_000)])
def test_a_file_without_keys_is_none_and_nothing_is_verified(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vkey").write_bytes(content)
    folder = write(tmp_path / "log", FILES)
    assert said(Asked([folder], [str(tmp_path / "vkey")]))[0] == 2
    lines: list[str] = []
    assert check_file(tmp_path / "vkey", [str(tmp_path / "vkey")], None, lines.append) == 2


def test_what_cannot_be_read_is_named_without_numbers_of_errors(tmp_path: Path) -> None:
    folder = write(tmp_path / "log", FILES)
    assert said(Asked([folder], [str(tmp_path)])) == (2, [f"Not verified: {tmp_path} cannot be read: Is a directory."])
    lines: list[str] = []
    missing = tmp_path / "proof"
    assert check_file(missing, [str(KEY)], None, lines.append) == 2
    assert check_file(folder, [str(KEY)], None, lines.append) == 2
    assert lines == [
        f"Not checked: {missing} cannot be read: No such file or directory.",
        f"Not checked: {folder} cannot be read: Is a directory.",
    ]


def test_a_proof_is_checked_with_its_entry_or_another(tmp_path: Path) -> None:
    proof, entry = tmp_path / "proof", tmp_path / "entry"
    proof.write_text(Published(write(tmp_path / "log", FILES)).prove(9), "utf-8")
    entry.write_bytes(ENTRIES[8])
    lines: list[str] = []
    assert check_file(proof, [str(KEY)], None, lines.append) == 0
    assert lines[0] == ENTRIES[8].decode()
    assert check_file(proof, [str(KEY)], entry, lines.append) == 0
    entry.write_bytes(ENTRIES[9])
    assert check_file(proof, [str(KEY)], entry, lines.append) == 1
    assert lines[-1] == "Not proved: the proof is about another entry"
    assert check_file(proof, [str(verifier(KEY.name, bytes(32)))], None, lines.append) == 1
    assert check_file(tmp_path / "nothing", [str(KEY)], None, lines.append) == 2


def test_the_program_takes_the_same_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path, FILES)
    assert main(["verify", str(folder), "--key", str(KEY)]) == 0
    assert "all is as it was signed" in capsys.readouterr().out
    (tmp_path / "proof").write_text(Published(folder).prove(1), "utf-8")
    assert main(["check", str(tmp_path / "proof"), "--key", str(KEY)]) == 0
