"""The proof that an entry stands in a log, checked with nothing but a verifier key (C2SP tlog-proof).

    c2sp.org/tlog-proof@v1
    extra <base64 of the entry>
    index 73894
    <one hash a line, from the leaf to the root>
    <empty line>
    <the checkpoint>

The extra data is not signed, and need not be: it is the entry, so it is what the hashes are about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from inhouse.ledger.checkpoint import Checkpoint, VerifierKey, from_base64, is_number, open_checkpoint, to_base64
from inhouse.ledger.tree import HASH_BYTES, ProofWrong, check_inclusion, leaf_hash

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "
_LINES: Final = 66
"""A tree of 2**63 entries has proofs of 63 hashes."""


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry, and the checkpoint that covers it. `number` counts from 1."""

    number: int
    entry: bytes
    checkpoint: Checkpoint


def write_proof(index: int, entry: bytes, path: Sequence[bytes], checkpoint: str) -> str:
    """The proof for the entry `index` (from 0) under a signed checkpoint."""
    hashes = [to_base64(step) for step in path]
    return "\n".join([_FIRST, _EXTRA + to_base64(entry), f"{_INDEX}{index}", *hashes, "", checkpoint])


def check_proof(text: str, keys: Iterable[VerifierKey], entry: bytes | None = None) -> Proven:
    """The proven entry: the one given, else the one in the proof. Raises ProofWrong, NoteWrong."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != _FIRST or len(lines) > _LINES:
        raise ProofWrong(f"this is no proof: it begins with {_FIRST}")
    extra = from_base64(lines.pop(1).removeprefix(_EXTRA)) if len(lines) > 1 and lines[1].startswith(_EXTRA) else None
    if len(lines) < 2 or not lines[1].startswith(_INDEX):
        raise ProofWrong("the proof does not say which entry it is about")
    number = lines[1].removeprefix(_INDEX)
    if not is_number(number):
        raise ProofWrong("the proof does not say which entry it is about")
    path = [from_base64(line) for line in lines[2:]]
    if any(len(step) != HASH_BYTES for step in path):
        raise ProofWrong("a line of the proof is no hash")
    shown = extra if entry is None else entry
    if shown is None:
        raise ProofWrong("the proof does not hold the entry it is about: it must be given beside it")
    if extra is not None and extra != shown:
        raise ProofWrong("the proof is about another entry")
    checkpoint = open_checkpoint(note, keys)
    check_inclusion(leaf_hash(shown), int(number), checkpoint.size, path, checkpoint.root)
    return Proven(int(number) + 1, shown, checkpoint)
