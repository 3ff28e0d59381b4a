"""A receipt as a file: JSON, with the entries it is about and the proof of each.

Only the standard library: it is a part of the verifier that runs alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

_RECEIPT_FIRST: Final = "inhouse receipt "
_RECEIPT_ENTRIES: Final = ("entry", "closed_by")
_RECEIPT_FIELDS: Final = frozenset(
    {"receipt", "line", "kind", "time", "known", "went", "facts", "outcome", *_RECEIPT_ENTRIES}
)
_RECEIPT_SAME: Final = (
    "destination", "destination_class", "assurance", "model", "verdict", "policy", "guard", "bytes"
)  # fmt: skip
_RECEIPT_TERMS: Final = ("trained_on", "kept_days", "monitored", "declared_on")
_RECEIPT_SAID_ALONE: Final = ("replaced", "policy_version")


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
    fields = _receipt_fields(text, "This is no receipt, or a damaged one.")
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


def said_alone(text: str) -> Sequence[str]:
    """What a receipt tells beside its entries: the server alone says so, and nothing here proves it."""
    went: object = _receipt_fields(text, "This is no receipt.").get("went")
    if not isinstance(went, dict):
        return ()
    told = cast("dict[str, Any]", went)
    terms: object = told.get("terms")
    by = cast("dict[str, Any]", terms).get("declared_by") if isinstance(terms, dict) else None
    alone = {**{name: told.get(name) for name in _RECEIPT_SAID_ALONE}, "declared_by": by}
    return [f"{name} {value}" for name, value in alone.items() if value is not None]


def _receipt_is_true(receipt: Mapping[str, Any], shown: Sequence[ReceiptEntry]) -> None:
    said = _receipt_fields(shown[0].entry)
    same = {"kind": said.get("kind"), "time": said.get("time"), "line": f"{said.get('log')}/{said.get('seq')}"}
    right = not receipt.keys() - _RECEIPT_FIELDS and all(receipt.get(name) == value for name, value in same.items())
    right = right and (receipt.get("facts") is None or receipt["facts"] == said.get("facts"))
    right = right and (receipt.get("went") is None or _receipt_went(receipt["went"], said))
    for one in shown:
        numbered = _receipt_fields(one.entry)
        right = right and one.line == f"{numbered.get('log')}/{numbered.get('seq')}"
    closing: Mapping[str, Any] = _receipt_fields(shown[1].entry) if len(shown) > 1 else {}
    if not right or receipt.get("outcome") != closing.get("outcome"):
        raise ReceiptWrong("The receipt says something else than its entry.")
    if closing and (closing.get("closes"), closing.get("log")) != (said.get("seq"), said.get("log")):
        raise ReceiptWrong("The second entry of the receipt belongs to another line.")


def _receipt_went(went: object, said: Mapping[str, Any]) -> bool:
    """Whether it says of where words went what the entry says, and nothing else than what `said_alone` names."""
    if not isinstance(went, dict):
        return False
    told = cast("dict[str, Any]", went)
    if told.keys() - {*_RECEIPT_SAME, *_RECEIPT_SAID_ALONE, "found", "terms"}:
        return False
    try:
        found = {each["kind"]: each["count"] for each in said.get("findings") or ()}
    except (KeyError, TypeError):
        return False
    same = all(told.get(name) == said.get(name) for name in _RECEIPT_SAME) and (told.get("found") or {}) == found
    terms, declared = cast("object", told.get("terms")), said.get("terms")
    if not isinstance(terms, dict) or not isinstance(declared, dict):
        return same and terms is None
    shown, true = cast("dict[str, Any]", terms), cast("dict[str, Any]", declared)
    return (
        same
        and not shown.keys() - {*_RECEIPT_TERMS, "declared_by"}
        and all(shown.get(name) == true.get(name) for name in _RECEIPT_TERMS)
    )


def _receipt_fields(
    entry: bytes | str, otherwise: str = "The receipt is damaged: an entry is no JSON."
) -> Mapping[str, Any]:
    try:
        found = json.loads(entry, object_pairs_hook=_receipt_once)
    except (ValueError, RecursionError):
        raise ReceiptWrong(otherwise) from None
    if not isinstance(found, dict):
        raise ReceiptWrong(otherwise)
    return cast("dict[str, Any]", found)


def _receipt_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """One reader takes the first of two values of one name, another the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found
