"""Verify Inhouse's ledger, offline: this program needs Python 3.11 and the library `cryptography`, and no Inhouse.

    verify DIR... --key VKEY [--since CHECKPOINT]     the logs in these folders, whole
    check PROOF --key VKEY [--entry FILE]             one entry, by its proof; or a receipt

Exit status 0: all is as it should be. 1: something is not, and each line says what. 2: it could not be looked at.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inhouse.ledger.checkpoint import Checkpoint, NoteWrong, VerifierKey, open_checkpoint, parse_key, to_base64
from inhouse.ledger.kinds import OPEN, OUTCOME, REFUSED
from inhouse.ledger.proof import Proven, check_proof
from inhouse.ledger.receipt_file import ReceiptWrong, is_receipt, said_alone, shown_in
from inhouse.ledger.tree import ProofWrong
from inhouse.ledger.verify import NoLogs, Told, Verdict, find_logs, verify

SOUND: Final = 0
FAULTY: Final = 1
NOT_LOOKED_AT: Final = 2
_PROOF_BYTES: Final = 256 * 1024

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to verify: folders of logs, verifier keys (or files that hold some), older checkpoints' files."""

    folders: Sequence[Path]
    keys: Sequence[str]
    since: Sequence[Path] = ()


def verify_folders(asked: Asked, say: Say, told: Told | None = None) -> int:
    """Verify the logs in these folders and say what was found; gives the exit status."""
    try:
        keys = read_keys(asked.keys)
        older = [_older(path, keys) for path in asked.since]
        verdicts = verify(find_logs(asked.folders), keys, older, told)
    except (NoLogs, NoteWrong, OSError) as error:
        say(f"Not verified: {_why(error)}")
        return NOT_LOOKED_AT
    for verdict in verdicts:
        _describe(verdict, say)
    wrong = sum(len(verdict.faults) + verdict.more_faults for verdict in verdicts)
    logs = f"{len(verdicts)} log" + ("s" if len(verdicts) > 1 else "")
    say(f"{logs}: {wrong} faults. Do not trust what they say." if wrong else f"{logs}: all is as it was signed.")
    return FAULTY if wrong else SOUND


def check_file(proof: Path, keys: Sequence[str], entry: Path | None, say: Say) -> int:
    """Check a proof, or a receipt with its proofs, and show the entries that are proved; gives the exit status."""
    try:
        text = _read(proof, _PROOF_BYTES).decode()
        known = read_keys(keys)
        shown = None if entry is None else entry.read_bytes()
    except UnicodeDecodeError:
        say(f"Not checked: {proof} is no text: neither a receipt nor a proof.")
        return NOT_LOOKED_AT
    except (OSError, NoteWrong) as error:
        say(f"Not checked: {_why(error)}")
        return NOT_LOOKED_AT
    try:
        proven_all = _check_receipt(text, known) if is_receipt(text) else [check_proof(text, known, shown)]
        alone = said_alone(text) if is_receipt(text) else ()
    except (ProofWrong, NoteWrong, ReceiptWrong) as wrong:
        say(f"Not proved: {wrong}")
        return FAULTY
    for proven in proven_all:
        _say_proven(proven, say)
    if alone:
        say(f"Not proved, said by the server alone: {', '.join(alone)}.")
    return SOUND


def _check_receipt(text: str, keys: Sequence[VerifierKey]) -> list[Proven]:
    found: list[Proven] = []
    for one in shown_in(text):
        proven = check_proof(one.proof, keys, one.entry)
        # A log is called by the last part of its origin.
        if one.line != f"{proven.checkpoint.origin.rpartition('/')[2]}/{proven.number}":
            raise ReceiptWrong(f"The proof for {one.line} is about entry {proven.number} of another log.")
        found.append(proven)
    return found


def _say_proven(proven: Proven, say: Say) -> None:
    say(proven.entry.decode("utf-8", "replace"))
    say(f"Proved: this is entry {proven.number} of {proven.checkpoint.size} in the log {proven.checkpoint.origin}.")


def read_keys(given: Iterable[str]) -> list[VerifierKey]:
    """Verifier keys from their lines, or from files that hold some. Raises NoteWrong, OSError."""
    keys: list[VerifierKey] = []
    for text in given:
        lines = [text] if "+" in text else _key_lines(Path(text))
        keys += [parse_key(line) for line in lines if line.strip()]
    return keys


def _key_lines(file: Path) -> list[str]:
    try:
        lines = _read(file, _PROOF_BYTES).decode().splitlines()
    except FileNotFoundError:
        raise NoteWrong(
            f"{file} is no verifier key and no file that holds one: inhouse ledger key prints it."
        ) from None
    except UnicodeDecodeError:
        raise NoteWrong(f"{file} holds no verifier keys: it is no text.") from None
    if not any(map(str.strip, lines)):
        raise NoteWrong(f"{file} holds no verifier key: inhouse ledger key prints it.")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The program, as it runs alone."""
    parser = argparse.ArgumentParser(description="Verify Inhouse's ledger, offline.")
    commands = parser.add_subparsers(dest="command", required=True)
    whole = commands.add_parser("verify", help="verify the logs in these folders")
    whole.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    whole.add_argument("--since", action="append", default=[], type=Path, metavar="CHECKPOINT")
    one = commands.add_parser("check", help="check the proof of one entry")
    one.add_argument("proof", type=Path, metavar="PROOF")
    one.add_argument("--entry", type=Path, metavar="FILE")
    for command in (whole, one):
        command.add_argument("--key", action="append", required=True, metavar="VKEY")
    given = parser.parse_args(arguments)
    if given.command == "check":
        return check_file(given.proof, given.key, given.entry, _say)
    return verify_folders(
        Asked(given.folders, given.key, given.since), _say, _progress if sys.stderr.isatty() else None
    )


def _older(path: Path, keys: Sequence[VerifierKey]) -> Checkpoint:
    try:
        return open_checkpoint(_read(path, _PROOF_BYTES), keys)
    except NoteWrong as wrong:
        raise NoteWrong(f"{path}: {wrong} Keys that were replaced: inhouse ledger key --all.") from None


def _why(error: Exception) -> str:
    """The reason in words; of a file, which and why."""
    if isinstance(error, OSError):
        return f"{error.filename} cannot be read: {error.strerror}."
    return str(error)


def _read(path: Path, longest: int) -> bytes:
    with path.open("rb") as opened:
        return opened.read(longest)


def _describe(verdict: Verdict, say: Say) -> None:
    signed = verdict.checkpoint
    if signed is None:
        say(f"{verdict.folder}")
    else:
        lines = verdict.lines
        acts = sum(count for kind, count in lines.kinds.items() if kind not in (OPEN, OUTCOME, REFUSED))
        say(f"{signed.origin}: {signed.size} entries, root {to_base64(signed.root)}")
        say(f"  from {lines.times[0] or 'nothing'} to {lines.times[1] or 'nothing'}")
        say(f"  {lines.kinds.get(OPEN, 0)} sent, {lines.kinds.get(REFUSED, 0)} refused, {acts} acts")
        if lines.open_lines:
            say(f"  {lines.open_lines} sent without an outcome yet")
    for remark in verdict.remarks:
        say(f"  note: {remark}")
    for words in verdict.faults:
        say(f"  FAULT: {words}")
    if verdict.more_faults:
        say(f"  and {verdict.more_faults} more faults")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done} of {of} entries" + ("\n" if done == of else ""))


if __name__ == "__main__":
    sys.exit(main())
