"""The ledger's lines that are open, as this process wrote them: each lets out one request."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import orjson

from inhouse.core.destination import Destination
from inhouse.core.prompt import CommitmentKey
from inhouse.ledger.entry import Value, canonical, commitment
from inhouse.ledger.kinds import ACTS, OPEN, OUTCOME
from inhouse.ledger.writer import Row
from inhouse.net.errors import GateRefused


@dataclass(slots=True)
class _Line:
    place: tuple[str, str]
    body_bytes: int
    commit: str
    used: bool = False


class Lines:
    """Which lines are open. `log` is the name of the one log that is written here."""

    def __init__(self, log: str) -> None:
        self._log = log
        self._open: dict[int, _Line] = {}

    def __len__(self) -> int:
        return len(self._open)

    def forget(self) -> None:
        """The log is taken anew: what was opened before lets nothing out."""
        self._open.clear()

    def check(self, rows: Sequence[Row]) -> None:
        """Raise GateRefused unless each row says beside its entry what stands in it: the database keeps both.

        Whoever reads the record reads the entry. What it calls refused must not let anything out.
        """
        for row in rows:
            fields = _fields(row.entry)
            kind = fields.get("kind")
            beside = "act" if kind in ACTS else kind
            told = (fields.get("seq"), fields.get("log"), beside, fields.get("closes"))
            if told != (row.number, self._log, row.kind, row.closes) or (row.act is None) is (beside == "act"):
                raise GateRefused("a line of the ledger does not say what stands beside it")

    def note(self, rows: Sequence[Row]) -> None:
        """These are durable now."""
        for row in rows:
            if row.kind == OPEN:
                fields = _fields(row.entry)
                name, how_far = fields.get("destination"), fields.get("destination_class")
                length, commit = fields.get("bytes"), fields.get("commit")
                if isinstance(length, int) and isinstance(commit, str):
                    self._open[row.number] = _Line((str(name), str(how_far)), length, commit)
            elif row.kind == OUTCOME and row.closes is not None:
                self._open.pop(row.closes, None)

    def use(self, line: bytes, key: bytes, destination: Destination, body: bytes) -> None:
        """Let out exactly what the line says, once; raises GateRefused."""
        log, _, number = line.decode("ascii", "replace").rpartition("/")
        found = self._open.get(int(number)) if log == self._log and number.isdecimal() else None
        if found is None:
            raise GateRefused("the ledger has no open line for it")
        if found.used:
            raise GateRefused("its line in the ledger has let out a request already")
        if found.place != (destination.name, destination.destination_class.value):
            raise GateRefused("its line in the ledger is for another destination")
        if found.body_bytes != len(body) or not hmac.compare_digest(found.commit, _commitment(key, body)):
            raise GateRefused("its line in the ledger is for other words")
        found.used = True


def _commitment(key: bytes, body: bytes) -> str:
    try:
        return commitment(CommitmentKey(bytes.fromhex(key.decode("ascii"))), body)
    except (UnicodeDecodeError, ValueError):
        raise GateRefused("the key of its line cannot be read") from None


def _fields(entry: bytes) -> dict[str, object]:
    try:
        fields: object = orjson.loads(entry)
    except orjson.JSONDecodeError:
        raise GateRefused("a line of the ledger cannot be read") from None
    # A second spelling, or a name that is there twice, could be read in two ways.
    if not isinstance(fields, dict) or _spelled(cast("dict[str, Value]", fields)) != entry:
        raise GateRefused("a line of the ledger cannot be read")
    return fields  # pyright: ignore[reportUnknownVariableType] - JSON's keys are text


def _spelled(fields: dict[str, Value]) -> bytes | None:
    try:
        return canonical(fields)
    except TypeError:
        return None
