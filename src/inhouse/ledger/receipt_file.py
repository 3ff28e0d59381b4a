"""A receipt as a file: JSON, with the entries it is about and the proof of each.

Only the standard library: it is a part of the verifier that runs alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

_RECEIPT_FIRST: Final = "inhouse receipt "
_RECEIPT_ENTRIES: Final = ("entry", "closed_by")


class ReceiptWrong(ValueError):
    """The file is no receipt, or one that nothing can be checked by."""


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """An entry of a receipt with its proof; `line` is the number that people see."""

    line: str
    entry: bytes
    proof: str


def is_receipt(text: str) -> bool:
    """Whether it looks like a receipt, and not like a bare proof."""
    return text.lstrip().startswith("{")


def shown_in(text: str) -> Sequence[ReceiptEntry]:
    """The entries that a receipt is about, with their proofs: one, or two with how the call ended.

    What the receipt says is what its entry says, or it is refused: only entries are proved. Raises ReceiptWrong.
    """
    try:
        receipt = json.loads(text)
    except ValueError:
        raise ReceiptWrong("The receipt is damaged: it is no JSON.") from None
    if not isinstance(receipt, dict):
        raise ReceiptWrong("This is no receipt.")
    fields = cast("dict[str, Any]", receipt)
    if not str(fields.get("receipt")).startswith(_RECEIPT_FIRST):
        raise ReceiptWrong("This is no receipt.")
    shown = [
        _receipt_entry(cast("Mapping[str, object]", fields[name]))
        for name in _RECEIPT_ENTRIES
        if isinstance(fields.get(name), dict)
    ]
    if not shown:
        raise ReceiptWrong("The receipt is about no entry.")
    _receipt_is_true(fields, shown)
    return shown


def _receipt_entry(told: Mapping[str, object]) -> ReceiptEntry:
    line, entry, proof = (told.get(name) for name in ("line", "entry", "proof"))
    if not isinstance(line, str) or not isinstance(entry, str):
        raise ReceiptWrong("The receipt is damaged: an entry is not there.")
    if not isinstance(proof, str):
        raise ReceiptWrong(
            f"No checkpoint covered the line {line} when this receipt was made: get it again, some seconds later."
        )
    return ReceiptEntry(line, entry.encode(), proof)


def _receipt_is_true(receipt: Mapping[str, Any], shown: Sequence[ReceiptEntry]) -> None:
    said = _receipt_fields(shown[0].entry)
    same = {"kind": said.get("kind"), "time": said.get("time"), "line": f"{said.get('log')}/{said.get('seq')}"}
    if any(receipt.get(name) != value for name, value in same.items()):
        raise ReceiptWrong("The receipt says something else than its entry.")
    if receipt.get("facts") is not None and receipt["facts"] != said.get("facts"):
        raise ReceiptWrong("The receipt says something else than its entry.")
    went: object = receipt.get("went")
    if isinstance(went, dict):
        told = cast("dict[str, Any]", went)
        names = ("destination", "destination_class", "assurance", "model", "verdict", "policy", "guard", "bytes")
        if any(told.get(name) != said.get(name) for name in names):
            raise ReceiptWrong("The receipt says something else than its entry.")
    for one in shown:
        numbered = _receipt_fields(one.entry)
        if one.line != f"{numbered.get('log')}/{numbered.get('seq')}":
            raise ReceiptWrong("The receipt says something else than its entry.")
    if len(shown) > 1:
        closing = _receipt_fields(shown[1].entry)
        if (closing.get("closes"), closing.get("log")) != (said.get("seq"), said.get("log")):
            raise ReceiptWrong("The second entry of the receipt belongs to another line.")
        if receipt.get("outcome") != closing.get("outcome"):
            raise ReceiptWrong("The receipt says something else than its entry.")


def _receipt_fields(entry: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(entry)
    except ValueError:
        raise ReceiptWrong("The receipt is damaged: an entry is no JSON.") from None
    if not isinstance(found, dict):
        raise ReceiptWrong("The receipt is damaged: an entry is no JSON.")
    return cast("dict[str, Any]", found)
