import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.ledger.checkpoint import (
    NOTE_BYTES,
    Checkpoint,
    NoteWrong,
    VerifierKey,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_key,
    sign,
    verifier,
)

VECTORS: dict[str, str] = json.loads(Path("tests/vectors/ledger/notes.json").read_text("utf-8"))
SEED = bytes(range(32))
ORIGIN = "inhouse/tenant/log"
KEY = verifier("inhouse/tenant", SEED)
CHECKPOINT = Checkpoint(ORIGIN, 20_852_163, bytes(range(32)))
NOTE = sign(CHECKPOINT, SEED)


def test_a_note_that_others_signed_is_opened() -> None:
    key = parse_key(VECTORS["key"])
    assert str(key) == VECTORS["key"]
    assert open_note(f"{VECTORS['text']}\n{VECTORS['signature']}", [key]) == VECTORS["text"]
    with pytest.raises(NoteWrong, match="does not fit"):
        open_note(f"{VECTORS['text'].upper()}\n{VECTORS['signature']}", [key])


def test_a_checkpoint_is_three_lines_signed_under_its_origin() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "20852163", base64.b64encode(bytes(range(32))).decode(), ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]
    assert open_note(NOTE, [verifier(ORIGIN, SEED)]) == CHECKPOINT.text()


def test_the_key_of_an_installation_speaks_for_its_logs_and_for_no_others() -> None:
    assert open_checkpoint(NOTE.encode(), [KEY]) == CHECKPOINT
    assert open_checkpoint(NOTE, [verifier(ORIGIN, SEED)]) == CHECKPOINT
    for name in ("inhouse", "inhouse/tenant/log/x", "inhouse/ten", "other"):
        if name != "inhouse":
            with pytest.raises(NoteWrong, match="speaks for the log"):
                open_checkpoint(NOTE, [verifier(name, SEED)])
    with pytest.raises(NoteWrong, match="has signed"):
        open_checkpoint(NOTE, [verifier("inhouse/tenant", bytes(32))])


def test_an_old_and_a_new_key_stand_beside_each_other() -> None:
    newer = verifier("inhouse/tenant", bytes(32))
    assert open_checkpoint(NOTE, [newer, KEY]) == CHECKPOINT
    assert open_checkpoint(sign(CHECKPOINT, bytes(32)), [newer, KEY]) == CHECKPOINT


def test_signatures_of_others_are_passed_over() -> None:
    witness = "— witness.example/a " + base64.b64encode(b"k" * 76).decode() + "\n"
    assert open_checkpoint(NOTE + witness, [KEY]) == CHECKPOINT
    forged = f"— {ORIGIN} " + base64.b64encode(verifier(ORIGIN, SEED).key_id + bytes(64)).decode() + "\n"
    with pytest.raises(NoteWrong, match="does not fit"):
        open_checkpoint(NOTE + forged, [KEY])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a\n1\n",
        f"\n1\n{'A' * 43}=\n",
        f"a\n01\n{'A' * 43}=\n",
        f"a\n-1\n{'A' * 43}=\n",
        f"a\n1\n{'A' * 42}B=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteWrong):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff" + NOTE.encode(),
        NOTE.encode()[:-1],
        NOTE.replace("\n", "\r\n").encode(),
        NOTE.replace("— ", "- ").encode(),
        b"x" * (NOTE_BYTES + 1),
        NOTE.replace("\n\n", "\nmore\n\n").encode(),
        (NOTE + "\n").encode(),
    ],
)
def test_what_is_no_signed_checkpoint_is_refused(note: bytes) -> None:
    with pytest.raises(NoteWrong):
        open_checkpoint(note, [KEY])


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_every_changed_byte_of_a_checkpoint_is_found(place: int, change: int) -> None:
    changed = bytearray(NOTE.encode())
    changed[place] ^= change
    with pytest.raises(NoteWrong):
        open_checkpoint(bytes(changed), [KEY])


@pytest.mark.parametrize(
    "line", ["", "name", "name+00000000+AA==", str(KEY)[:-4], str(KEY).replace("tenant", "tenanu")]
)
def test_what_is_no_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(NoteWrong):
        parse_key(line)


def test_a_verifier_key_is_read_as_it_is_written() -> None:
    assert parse_key(f"{KEY}\n") == KEY
    assert KEY.of("inhouse/tenant/log") == VerifierKey(ORIGIN, KEY.public)
