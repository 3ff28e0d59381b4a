import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.ledger import tree
from inhouse.ledger.checkpoint import Checkpoint, NoteWrong, sign, verifier
from inhouse.ledger.proof import check_proof, write_proof
from inhouse.ledger.tree import ProofWrong, leaf_hash, root_of

SEED = bytes(range(32))
KEY = verifier("inhouse/tenant", SEED)
ENTRIES = [b'{"seq":%d}' % (number + 1) for number in range(11)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
NOTE = sign(Checkpoint("inhouse/tenant/log", 11, root_of(LEAVES)), SEED)


def proof_of(index: int) -> str:
    path = tree.inclusion(lambda _level, _index, width: b"".join(LEAVES[:width]), index, 11)
    return write_proof(index, ENTRIES[index], path, NOTE)


PROOF = proof_of(7)


def test_a_proof_gives_the_entry_and_its_number() -> None:
    for index in range(11):
        proven = check_proof(proof_of(index), [KEY])
        assert (proven.number, proven.entry, proven.checkpoint.size) == (index + 1, ENTRIES[index], 11)


def test_a_proof_has_the_lines_of_the_format() -> None:
    lines = PROOF.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == "extra " + base64.b64encode(ENTRIES[7]).decode()
    assert lines[2] == "index 7"
    assert PROOF.endswith("\n\n" + NOTE)


def test_a_proof_without_the_entry_needs_it_beside() -> None:
    bare = "".join(line for line in PROOF.splitlines(keepends=True) if not line.startswith("extra"))
    assert check_proof(bare, [KEY], ENTRIES[7]).number == 8
    with pytest.raises(ProofWrong, match="beside"):
        check_proof(bare, [KEY])
    with pytest.raises(ProofWrong, match="another root"):
        check_proof(bare, [KEY], ENTRIES[6])
    with pytest.raises(ProofWrong, match="another entry"):
        check_proof(PROOF, [KEY], ENTRIES[6])


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        PROOF.replace("@v1", "@v2"),
        PROOF.replace("index 7", "index 07"),
        PROOF.replace("index 7", "index 8"),
        PROOF.replace("index 7", "index"),
        PROOF.replace("index 7", "index " + "7" * 5000),
        PROOF.replace("index 7\n", "index 7\nAAAA\n"),
        PROOF.partition("\n\n")[0],
        "c2sp.org/tlog-proof@v1\n\n" + NOTE,
    ],
)
def test_what_is_no_proof_is_refused(wrong: str) -> None:
    with pytest.raises((ProofWrong, NoteWrong)):
        check_proof(wrong, [KEY])


def test_a_proof_under_another_key_is_refused() -> None:
    with pytest.raises(NoteWrong):
        check_proof(PROOF, [verifier("inhouse/tenant", bytes(32))])


@given(st.integers(0, len(PROOF.encode()) - 1), st.integers(1, 127))
def test_every_changed_byte_of_a_proof_is_found(place: int, change: int) -> None:
    changed = bytearray(PROOF.encode())
    changed[place] ^= change
    with pytest.raises((ProofWrong, NoteWrong)):
        check_proof(changed.decode("utf-8", "replace"), [KEY])
