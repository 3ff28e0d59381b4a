"""What others counted against what the ledger holds: whatever they saw and it does not hold is outside. Pure.

Others are a provider's usage export or the company's firewall, both as CSV. Their clocks and ours may differ by SLACK.
The ledger may hold more: a call that failed is not billed, and a connection is used for many calls.
"""

import csv
import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, Final, cast

import orjson

from inhouse.ledger.errors import LogRewritten

SLACK: Final = timedelta(minutes=5)
HEADER_BYTES: Final = 4_096
"""What a request may have beside its body: head, and its share of TLS records."""
HANDSHAKE_BYTES: Final = 16_384
"""What a connection may send before its first request."""
_ONE_DAY: Final = timedelta(days=1)
_SECONDS_AT_MOST: Final = 100_000_000_000
"""Larger figures are milliseconds."""
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9998

# As they are named to people; only letters and digits count, small or capital.
USAGE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "start": ("start_time_iso", "start_time", "timestamp", "time_generated", "date", "usage_date", "day", "time"),
    "end": ("end_time_iso", "end_time"),
    "calls": (
        "num_model_requests", "n_requests", "requests", "num_requests", "request_count", "azure_openai_requests",
        "calls",
    ),
    "input": ("input_tokens", "prompt_tokens", "processed_prompt_tokens", "n_context_tokens_total", "context_tokens"),
    "output": (
        "output_tokens", "completion_tokens", "generated_completion_tokens", "generated_tokens",
        "n_generated_tokens_total",
    ),
}  # fmt: skip
FIREWALL_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "start": ("start_time", "start", "timestamp", "time", "date", "ts"),
    "end": ("end_time", "end"),
    "host": ("host", "sni", "server_name", "destination", "dst_host", "domain", "dst", "destination_ip", "dst_ip"),
    "sent": ("bytes_out", "bytes_sent", "sent_bytes", "sentbyte", "orig_bytes", "bytes"),
}


class CsvWrong(ValueError):
    """The CSV cannot be understood; the text says which column or line."""


@dataclass(frozen=True, slots=True)
class Call:
    """A line that let words out. `tokens` None: the model did not say how many, because the call was cut or failed."""

    at: datetime
    destination: str
    bytes: int
    tokens: int | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Outside:
    """What was counted for one period or host, and how much of it the ledger does not hold.

    `unsure`: some calls of the ledger have no count of tokens, so that tokens beyond it may be theirs.
    """

    what: str
    calls: int | None = None
    tokens: int | None = None
    connections: int | None = None
    bytes: int | None = None
    unsure: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is outside the ledger, as far as can be told."""
        tokens = 0 if self.unsure else self.tokens or 0
        return not (self.calls or self.connections or self.bytes or tokens)


@dataclass(frozen=True, slots=True)
class _Row:
    start: datetime
    end: datetime
    name: str
    figures: Mapping[str, int | None]


def entry_of(log: str, number: int, written: bytes) -> Mapping[str, Any]:
    """An entry as it lies in its log; raises LogRewritten where it is none."""
    try:
        entry = cast("object", orjson.loads(written))
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise _rewritten(f"The entry {log}/{number} is")
    return cast("dict[str, Any]", entry)


def calls_of(entries: Iterable[Mapping[str, Any]]) -> list[Call]:
    """The calls in entries of one or several logs; raises LogRewritten where one is not as the ledger writes them."""
    opened: dict[tuple[str, int], Mapping[str, Any]] = {}
    closed: dict[tuple[str, int], Mapping[str, Any]] = {}
    for entry in entries:
        try:
            if entry["kind"] == "open":
                opened[entry["log"], entry["seq"]] = entry
            elif entry["kind"] == "outcome":
                closed[entry["log"], entry["closes"]] = entry
        except (KeyError, TypeError):
            raise _rewritten("An entry is") from None
    calls: list[Call] = []
    for place, entry in opened.items():
        try:
            calls.append(_call(entry, closed.get(place)))
        except (KeyError, TypeError, ValueError):
            log, number = place
            raise _rewritten(f"The entry {log}/{number}, or the one that closes it, is") from None
    return calls


def _rewritten(which: str) -> LogRewritten:
    hint = "inhouse ledger verify says what is wrong with the log."
    return LogRewritten(f"{which} not as the ledger writes them.", hint=hint)


def against_usage(text: str, calls: Sequence[Call]) -> list[Outside]:
    """For each period of a provider's usage export, what the ledger does not hold. Raises CsvWrong.

    `calls` are those to this provider. Several rows of a period (models, projects, keys) are added.
    """
    periods: dict[tuple[datetime, datetime], dict[str, int]] = {}
    for row in _rows(text, USAGE_COLUMNS, ("start",), _ONE_DAY):
        sums = periods.setdefault((row.start, row.end), {})
        for name, figure in row.figures.items():
            if figure is not None:
                sums[name] = sums.get(name, 0) + figure
    found: list[Outside] = []
    for (start, end), sums in sorted(periods.items()):
        ours = [call for call in calls if start - SLACK <= call.at < end + SLACK]
        held = sum(call.tokens or 0 for call in ours)
        counted = None if not {"input", "output"} & sums.keys() else sums.get("input", 0) + sums.get("output", 0)
        found.append(
            Outside(
                what=_period(start, end),
                calls=None if "calls" not in sums else max(0, sums["calls"] - len(ours)),
                tokens=None if counted is None else max(0, counted - held),
                unsure=sum(1 for call in ours if call.tokens is None),
            )
        )
    return found


def against_firewall(text: str, calls: Sequence[Call], hosts: Mapping[str, str]) -> list[Outside]:
    """For each host that the firewall saw, connections and bytes that no call explains. Raises CsvWrong.

    `hosts` gives the destination of the ledger that is at a host; at any other host every connection is outside.
    """
    seen: dict[str, list[_Row]] = {}
    for row in _rows(text, FIREWALL_COLUMNS, ("start", "host"), timedelta()):
        seen.setdefault(row.name.lower().rstrip("."), []).append(row)
    found: list[Outside] = []
    for host, rows in sorted(seen.items()):
        ours = [call for call in calls if call.destination == hosts.get(host)]
        # A connection can have been used by a call that was under way while it was open.
        under_way = _Spans([_span(call) for call in ours])
        unexplained = [row for row in rows if not under_way.meet(row.start, row.end)]
        explained = [row for row in rows if under_way.meet(row.start, row.end)]
        was_open = _Spans([(row.start, row.end) for row in explained])
        used = [call for call in ours if was_open.meet(*_span(call))]
        allowed = sum(call.bytes + HEADER_BYTES for call in used) + HANDSHAKE_BYTES * len(explained)
        sent = sum(row.figures["sent"] or 0 for row in explained)
        lost = sum(row.figures["sent"] or 0 for row in unexplained)
        counted = any(row.figures["sent"] is not None for row in rows)
        outside = lost + max(0, sent - allowed)
        found.append(Outside(host, connections=len(unexplained), bytes=outside if counted else None))
    return found


def _call(entry: Mapping[str, Any], outcome: Mapping[str, Any] | None) -> Call:
    """Raises KeyError, TypeError or ValueError where something is missing or of another kind."""
    usage = None if outcome is None else outcome["usage"]
    return Call(
        at=_moment(_text(entry["time"])),
        destination=_text(entry["destination"]),
        bytes=_count(entry["bytes"]),
        tokens=None if usage is None else _count(usage["prompt"]) + _count(usage["completion"]),
        ended=None if outcome is None else _moment(_text(outcome["time"])),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def _span(call: Call) -> tuple[datetime, datetime]:
    return call.at - SLACK, (call.ended or call.at) + SLACK


class _Spans:
    """Tells whether any of many spans of time meets another one, in a few steps."""

    def __init__(self, spans: Iterable[tuple[datetime, datetime]]) -> None:
        ordered = sorted(spans)
        self._begins = [begin for begin, _ in ordered]
        self._latest = list(accumulate((end for _, end in ordered), max))

    def meet(self, begin: datetime, end: datetime) -> bool:
        """Whether one of them has a moment in common with this one."""
        before = bisect_right(self._begins, end)
        return before > 0 and self._latest[before - 1] >= begin


def _rows(text: str, columns: Mapping[str, tuple[str, ...]], needed: Sequence[str], lasts: timedelta) -> Iterable[_Row]:
    lines = _lines(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), _dialect(text)))
    head = next(lines, None)
    places = {} if head is None else _places(head, columns)
    for name in needed:
        if name not in places:
            raise CsvWrong(
                f"There is no column for the {name}: name one of them {' or '.join(columns[name])}"
                " (blanks, underscores and capitals do not matter)."
            )
    figures = [name for name in columns if name not in ("start", "end", "host")]
    if not any(name in places for name in (*figures, "host")):
        raise CsvWrong("No column counts anything: calls or tokens are needed.")
    counted = False
    for number, line in enumerate(lines, start=2):
        if any(cell.strip() for cell in line):
            counted = True
            yield _row(number, line, places, figures, lasts)
    if not counted:
        raise CsvWrong("There is no line below the names of the columns.")


def _lines(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise CsvWrong(f"This is no CSV: {error}.") from None


def _row(number: int, line: Sequence[str], places: Mapping[str, int], figures: Sequence[str], lasts: timedelta) -> _Row:
    def cell(name: str) -> str:
        place = places.get(name)
        return line[place].strip() if place is not None and place < len(line) else ""

    try:
        start = _moment(cell("start"))
        end = _moment(cell("end")) if cell("end") else start + lasts
        counted = {name: _figure(cell(name)) for name in figures}
    except (ValueError, OverflowError, OSError) as error:
        raise CsvWrong(f"Line {number} cannot be understood: {error}.") from None
    if end < start:
        raise CsvWrong(f"Line {number} ends before it starts.")
    if "host" not in places and all(figure is None for figure in counted.values()):
        raise CsvWrong(f"Line {number} counts nothing.")
    return _Row(start, end, cell("host"), counted)


def _places(head: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column means what: of several that could, the one that is named first here."""
    spelled = [_letters(name) for name in head]
    found = {
        name: next((spelled.index(each) for each in map(_letters, known) if each in spelled), None)
        for name, known in columns.items()
    }
    return {name: place for name, place in found.items() if place is not None}


def _letters(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = max(",;\t", key=text.split("\n", 1)[0].count)

    return Found


def _moment(text: str) -> datetime:
    """A time in ISO 8601 or in seconds or milliseconds since 1970; without a zone it is UTC. Raises ValueError."""
    figures = text.replace(".", "", 1)
    if figures.isascii() and figures.isdecimal():
        seconds = float(text)
        return _usual(datetime.fromtimestamp(seconds / 1000 if seconds > _SECONDS_AT_MOST else seconds, UTC))
    try:
        moment = datetime.fromisoformat(text.removesuffix(" UTC").replace("/", "-"))
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no time such as 2026-11-23T10:00:00Z") from None
    return _usual(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))


def _usual(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"nothing was counted in the year {moment.year}")
    return moment


def _figure(text: str) -> int | None:
    """A whole number, also written 1,234 or 1234.0; None for an empty cell. Raises ValueError."""
    if not text:
        return None
    plain = text.replace(",", "").replace("'", "").replace("_", "")
    whole, _, rest = plain.partition(".")
    if not (whole.isascii() and whole.isdecimal()) or rest.strip("0"):
        raise ValueError(f"{text[:40]!r} is no whole number")
    return int(whole)


def _period(start: datetime, end: datetime) -> str:
    if end - start == _ONE_DAY and start.hour == start.minute == start.second == 0:
        return start.date().isoformat()
    return f"{start:%Y-%m-%dT%H:%M:%SZ} to {end:%Y-%m-%dT%H:%M:%SZ}"
