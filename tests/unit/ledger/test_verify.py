from pathlib import Path

import pytest

from inhouse.ledger.checkpoint import Checkpoint, open_checkpoint, sign, verifier
from inhouse.ledger.tiles import bundle, unbundle
from inhouse.ledger.verify import FAULTS, NoLogs, Verdict, find_logs, verify
from tests.logs import KEY, LOG, SEED, entries_of, entry_of, files_of, write

ENTRIES = list(entries_of(700))
FILES = files_of(ENTRIES)


def verdict_on(folder: Path, *since: Checkpoint) -> Verdict:
    return verify([folder], [KEY], since)[0]


def checkpoint_of(files: dict[str, bytes]) -> Checkpoint:
    return open_checkpoint(files["checkpoint"], [KEY])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700])
def test_a_log_as_it_should_be_has_no_faults(tmp_path: Path, size: int) -> None:
    found = verdict_on(write(tmp_path, files_of(ENTRIES[:size])))
    assert (found.faults, found.remarks) == ([], [])
    assert found.checkpoint is not None
    assert found.checkpoint.size == size


def test_what_was_done_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    verify([write(tmp_path, FILES)], [KEY], told=lambda done, of: told.append((done, of)))
    assert told == [(256, 700), (512, 700), (700, 700)]


def test_a_log_that_grew_begins_with_every_older_checkpoint(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    for size in (0, 1, 255, 256, 300, 512, 699, 700):
        assert verdict_on(folder, checkpoint_of(files_of(ENTRIES[:size]))).faults == []


def test_a_log_that_was_rewritten_and_signed_again_does_not_begin_with_the_checkpoint_that_was_kept(
    tmp_path: Path,
) -> None:
    kept = checkpoint_of(FILES)
    rewritten = [*ENTRIES[:99], entry_of(100, "refused"), *ENTRIES[100:]]
    # Line 100 closed line 99, so the dishonest operator leaves that open: nothing in the log itself is wrong.
    found = verdict_on(write(tmp_path, files_of([*rewritten, entry_of(701, "reading")])), kept)
    assert found.faults == [
        "the first 700 entries are not those of the checkpoint that was kept: the log was rewritten"
    ]


def test_a_log_that_was_shortened_and_signed_again_is_found(tmp_path: Path) -> None:
    found = verdict_on(write(tmp_path, files_of(ENTRIES[:699])), checkpoint_of(FILES))
    assert found.faults == ["the log has 699 entries and the checkpoint that was kept covers 700: entries are gone"]


def test_a_log_that_is_not_shown_is_found(tmp_path: Path) -> None:
    other = checkpoint_of(files_of(entries_of(5, "other"), "other"))
    assert "is not among the given ones" in verdict_on(write(tmp_path, FILES), other).faults[0]


def test_two_copies_of_one_log_must_begin_alike(tmp_path: Path) -> None:
    whole = write(tmp_path / "a", FILES)
    shorter = write(tmp_path / "b", files_of(ENTRIES[:300]))
    forked = write(tmp_path / "c", files_of([*ENTRIES[:298], entry_of(299, "refused")]))
    assert [found.faults for found in verify([shorter, whole], [KEY])] == [[], []]
    assert "the log was rewritten" in verify([whole, forked], [KEY])[0].faults[0]


def test_logs_of_several_servers_are_verified_together(tmp_path: Path) -> None:
    write(tmp_path / "a", FILES)
    write(tmp_path / "b", files_of(entries_of(20, "other"), "other"))
    logs = find_logs([tmp_path])
    assert logs == [tmp_path / "a", tmp_path / "b"]
    assert [found.faults for found in verify(logs, [KEY])] == [[], []]


def test_what_the_server_writes_beside_its_logs_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a", FILES)
    beside = tmp_path / "copies.json"
    beside.write_text("[]")
    assert find_logs(sorted(tmp_path.iterdir())) == [tmp_path / "a"]
    other = tmp_path / "notes.txt"
    other.write_text("")
    for folders in ([beside], [tmp_path / "a", other], [beside, beside]):
        with pytest.raises(NoLogs):
            find_logs(folders)


def test_where_there_is_no_log_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoLogs):
        find_logs([tmp_path])


def test_a_log_whose_checkpoint_was_taken_away_is_still_looked_for(tmp_path: Path) -> None:
    write(tmp_path / "a", FILES)
    (tmp_path / "a" / "checkpoint").unlink()
    assert [found.faults for found in verify(find_logs([tmp_path]), [KEY])] == [["checkpoint: it is missing"]]


def test_a_log_signed_by_another_key_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    found = verify([folder], [verifier(KEY.name, bytes(32))])[0]
    assert found.faults == ["checkpoint: None of the given keys has signed it."]


def test_faults_name_the_entry_and_the_tile(tmp_path: Path) -> None:
    entries = unbundle(FILES["tile/entries/001"])
    changed = bundle([*entries[:10], entries[10].replace(b"worte", b"taten"), *entries[11:]])
    assert changed != FILES["tile/entries/001"]
    assert verdict_on(write(tmp_path, {**FILES, "tile/entries/001": changed})).faults == [
        "entry 267 is not the one in tile/0/001",
        "tile/1/000.p/2 does not hold the hashes of the tiles below it",
        "the entries are not those whose root the checkpoint signs",
    ]
    # With the entries as they were, the tile alone is at fault.
    found = verdict_on(write(tmp_path, {**FILES, "tile/1/000.p/2": bytes(64)}))
    assert found.faults == ["tile/1/000.p/2 does not hold the hashes of the tiles below it"]


def test_a_checkpoint_over_more_than_anybody_has_is_not_waited_for(tmp_path: Path) -> None:
    """A dishonest operator signs any size."""
    checkpoint = Checkpoint(f"{KEY.name}/{LOG}", 10**18, bytes(32))
    found = verdict_on(write(tmp_path, {**FILES, "checkpoint": sign(checkpoint, SEED).encode()}))
    assert found.faults == ["tile/entries/002 is missing, with the entries from 513 on"]


def test_very_many_faults_are_counted(tmp_path: Path) -> None:
    found = verdict_on(write(tmp_path, {**FILES, "tile/0/000": bytes(256 * 32)}))
    assert len(found.faults) == FAULTS
    assert found.more_faults == 256 - FAULTS


def test_narrower_tiles_of_before_and_wider_ones_of_later_may_lie_there(tmp_path: Path) -> None:
    later = {**files_of(ENTRIES[:600]), **FILES, "checkpoint": files_of(ENTRIES[:650])["checkpoint"]}
    found = verdict_on(write(tmp_path, later))
    assert found.faults == []
    assert found.remarks == ["2 files go beyond the checkpoint and were not looked at"]

    wrong = {**FILES, "tile/0/002.p/3": bytes(96)}
    assert verdict_on(write(tmp_path / "wrong", wrong)).faults == [
        "tile/0/002.p/3 is not the beginning of tile/0/002.p/188"
    ]


def test_a_file_that_is_no_part_of_a_log_is_told(tmp_path: Path) -> None:
    found = verdict_on(write(tmp_path, {**FILES, "tile/0/000.new": b"", "vkey": b""}))
    assert found.faults == []
    assert found.remarks == ["1 files are no part of a log and were not looked at"]
