"""How quickly the files of a log are made and verified, and how much room they take: one million entries.

The entries are those of calls, a line that opens and one that closes each, as the ledger writes them; only number and
time change. Files are made and verified by one process on the temporary folder, without a server. `verify` is the
command of that name: signature, every hash of entries and tiles, canonical form, order, and what closes what. Rates per
second of processor time tell what the program needs where other programs share the machine.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.results import Section, number, stated, table
from inhouse.core.caller import CallerKind
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.events import Usage
from inhouse.core.prompt import Purpose, Verdict
from inhouse.ledger.checkpoint import Checkpoint, sign, verifier
from inhouse.ledger.entry import Closed, Departure, Entry, Finding, Matter, Opened, Origin, Outcome
from inhouse.ledger.proof import check_proof
from inhouse.ledger.published import Published
from inhouse.ledger.tiles import CHECKPOINT, Growth
from inhouse.ledger.verify import verify

TITLE = "Ledger verified"
ENTRIES = 1_000_000
QUICK = 10_000
PROOFS = 200
SEED = bytes(range(32))
ORIGIN = Origin("00112233445566aa", "0191f0c8-0000-7000-8000-000000000001")
NAME = f"inhouse/{ORIGIN.tenant}"
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DEPARTURE = Departure(
    actor="0" * 32,
    credential=CallerKind.SESSION,
    conversation="1" * 32,
    purpose=Purpose.CHAT,
    destination=Destination("azure-sweden", DestinationClass.EXTERNAL, Assurance.DECLARED),
    model="gpt-large",
    verdict=Verdict.STAND_IN,
    policy="f" * 64,
    guard_version="1",
    findings=(Finding("personal.name", 3),),
    body_bytes=4321,
    tokens=None,
    commit="e" * 64,
    terms={"declared_by": "2" * 32, "declared_on": "2026-11-01", "kept_days": 30, "training": "no"},
)


def encoded(seq: int, matter: Matter) -> bytes:
    return Entry(ORIGIN, seq, AT, matter).encode()


def entries(count: int) -> Iterator[bytes]:
    """A log of calls, quickly: two entries as they are written, with other numbers."""
    opened = encoded(77, Opened(DEPARTURE)).replace(b'"seq":77', b'"seq":%d')
    closed = encoded(77, Closed(55, Outcome.OK, None, Usage(900, 300), "d" * 64))
    closed = closed.replace(b'"closes":55', b'"closes":%d').replace(b'"seq":77', b'"seq":%d')
    for seq in range(1, count, 2):
        yield opened % seq
        yield closed % (seq, seq + 1)


def put(folder: Path, files: list[tuple[str, bytes]]) -> int:
    for path, content in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return sum(len(content) for _, content in files)


def make(folder: Path, count: int) -> tuple[int, int]:
    """Make the files; gives the bytes of all files and of the entries alone."""
    growth, written, alone = Growth(), 0, 0
    for entry in entries(count):
        alone += len(entry)
        if filled := growth.add(entry):
            written += put(folder, filled)
    note = sign(Checkpoint(f"{NAME}/{ORIGIN.log}", growth.size, growth.root()), SEED)
    return written + put(folder, [*growth.edge(), (CHECKPOINT, note.encode())]), alone


class Stopwatch:
    """Takes the time of a step, on the wall and on the processor."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def row(self, what: str, count: int) -> tuple[str, str, str]:
        """A line of the table, for `count` of something."""
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        return what, number(count / wall), number(count / processor)


def measure(*, quick: bool) -> Section:
    count = QUICK if quick else ENTRIES
    key = verifier(NAME, SEED)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        watch = Stopwatch()
        whole, alone = make(folder, count)
        rows = [watch.row("tiles made, entries", count)]
        watch = Stopwatch()
        (found,) = verify([folder], [key])
        rows.append(watch.row("verified, entries", count))
        assert not found.faults, found.faults
        published = Published(folder)
        watch = Stopwatch()
        proofs = [published.prove(1 + at * count // PROOFS) for at in range(PROOFS)]
        rows.append(watch.row("proved", PROOFS))
        watch = Stopwatch()
        for proof in proofs:
            check_proof(proof, [key])
        rows.append(watch.row("proofs checked", PROOFS))
    return Section(
        TITLE,
        " ".join((__doc__ or "").split()),
        (
            stated("entries", count, ""),
            stated("an entry, mean", alone / count, "bytes"),
            stated("an entry with its share of all files", whole / count, "bytes"),
            stated("a proof, with the entry in it", sum(map(len, proofs)) / PROOFS, "bytes"),
        ),
        (table(("what", "a second", "a second of processor time"), rows),),
    )
