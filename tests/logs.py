"""Logs as files, for tests and measurements of what reads them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from inhouse.ledger.checkpoint import Checkpoint, sign, verifier
from inhouse.ledger.entry import Value, canonical
from inhouse.ledger.tiles import CHECKPOINT, Growth

SEED = bytes(range(32))
TENANT = "0191f0c8-0000-7000-8000-000000000001"
LOG = "00112233445566aa"
KEY = verifier(f"inhouse/{TENANT}", SEED)


def entry_of(number: int, kind: str, log: str = LOG, **fields: Value) -> bytes:
    """An entry, as bytes."""
    time = f"2026-11-23T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000000Z"
    start: dict[str, Value] = {"v": 1, "seq": number, "log": log, "time": time, "tenant": TENANT, "kind": kind}
    if kind == "open":
        start |= {"destination": "engine", "bytes": 1, "commit": None}
    return canonical({**start, **fields})


def entries_of(count: int, log: str = LOG) -> Iterator[bytes]:
    """A log of calls, each closed by the line after it, and of acts."""
    for number in range(1, count + 1):
        if number % 7 == 0:
            yield entry_of(number, "policy", log, facts={"version": number})
        elif number % 7 % 2 == 1:
            yield entry_of(
                number, "open", log, model='schöne "worte"\n', commit="f" * 64, findings=[{"count": 1, "kind": "x"}]
            )
        else:
            yield entry_of(number, "outcome", log, closes=number - 1, outcome="ok", usage={"prompt": 1})


def files_of(entries: Iterable[bytes], log: str = LOG, seed: bytes = SEED, tenant: str = TENANT) -> dict[str, bytes]:
    """The files of a log."""
    growth = Growth()
    files: dict[str, bytes] = {}
    for entry in entries:
        files |= dict(growth.add(entry))
    files |= dict(growth.edge())
    checkpoint = Checkpoint(f"inhouse/{tenant}/{log}", growth.size, growth.root())
    return files | {CHECKPOINT: sign(checkpoint, seed).encode()}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Write the files of a log into a folder."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder
