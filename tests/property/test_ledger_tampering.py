"""Whatever somebody changes in the files of a log: it is found, without a server, by the verifier key alone."""

import tempfile
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.ledger.checkpoint import open_checkpoint
from inhouse.ledger.tiles import bundle, unbundle
from inhouse.ledger.verify import find_logs, verify
from tests.logs import KEY, entries_of, files_of, write

ENTRIES = list(entries_of(300))
FILES = files_of(ENTRIES)
SMALL = files_of(ENTRIES[:3])
BUNDLES = ["tile/entries/000", "tile/entries/001.p/44"]
KEPT = open_checkpoint(FILES["checkpoint"], [KEY])
PATHS = st.sampled_from(sorted(FILES))


def is_found(files: dict[str, bytes]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        verdicts = verify(find_logs([write(Path(folder), files)]), [KEY], [KEPT] if len(files) > 3 else [])
        return any(verdict.faults for verdict in verdicts)


def test_the_log_itself_has_no_faults() -> None:
    assert not is_found(FILES)
    assert not is_found(SMALL)


@pytest.mark.parametrize("change", [0x01, 0x80])
@pytest.mark.parametrize("path", sorted(SMALL))
def test_every_changed_byte_of_a_small_log_is_found(path: str, change: int, tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    passed: list[int] = []
    for place in range(len(SMALL[path])):
        changed = bytearray(SMALL[path])
        changed[place] ^= change
        (tmp_path / path).write_bytes(changed)
        if not verify([tmp_path], [KEY])[0].faults:
            passed.append(place)
    assert passed == []


@settings(max_examples=50, deadline=None)
@given(PATHS, st.data(), st.integers(1, 255))
def test_every_changed_byte_is_found(path: str, data: st.DataObject, change: int) -> None:
    changed = bytearray(FILES[path])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= change
    assert is_found({**FILES, path: bytes(changed)})


@settings(max_examples=12, deadline=None)
@given(PATHS, st.data())
def test_every_file_that_is_cut_or_goes_on_is_found(path: str, data: st.DataObject) -> None:
    content = FILES[path]
    cut = data.draw(st.integers(0, len(content) - 1))
    for changed in (content[:cut], content[cut + 1 :], content + content, content + content[:1], content + b"\0" * 32):
        assert is_found({**FILES, path: changed})


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_file_that_is_gone_is_found(path: str) -> None:
    assert is_found({name: content for name, content in FILES.items() if name != path})


@pytest.mark.parametrize(("path", "other"), list(combinations(sorted(FILES), 2)))
def test_every_two_files_that_are_swapped_are_found(path: str, other: str) -> None:
    assert is_found({**FILES, path: FILES[other], other: FILES[path]})


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(BUNDLES), st.data())
def test_every_entry_that_is_gone_doubled_swapped_or_cut_is_found(path: str, data: st.DataObject) -> None:
    entries = unbundle(FILES[path])
    at = data.draw(st.integers(0, len(entries) - 2))
    other = data.draw(st.integers(at + 1, len(entries) - 1))
    gone = entries[:at] + entries[at + 1 :]
    doubled = [*entries[:at], entries[at], *entries[at:]]
    swapped = [*entries[:at], entries[other], *entries[at + 1 : other], entries[at], *entries[other + 1 :]]
    replaced = [*entries[:at], entries[other], *entries[at + 1 :]]
    cut = [*entries[:at], entries[at][:-1], *entries[at + 1 :]]
    for changed in (gone, doubled, swapped, replaced, cut):
        assert is_found({**FILES, path: bundle(changed)})


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 298))
def test_a_log_that_its_own_key_signs_anew_is_found_by_a_checkpoint_that_was_kept(at: int) -> None:
    """What the log alone cannot show: its operator takes an entry away, numbers the rest anew and signs that."""
    shorter = files_of(entries_of(299))
    assert is_found(shorter)
    rewritten = [*ENTRIES[:at], ENTRIES[at].replace(b"ok", b"no").replace(b"f" * 64, b"e" * 64), *ENTRIES[at + 1 :]]
    if rewritten != ENTRIES:
        assert is_found(files_of(rewritten))


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(PATHS, st.binary(max_size=300), min_size=1, max_size=4))
def test_files_of_anything_are_refused_with_words(wrong: dict[str, bytes]) -> None:
    assert is_found({**FILES, **wrong})
