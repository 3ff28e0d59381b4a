"""A plug-in as a detector: its service is asked about each new text, and whatever goes wrong is a DetectorFailed."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inhouse.core.errors import InhouseError
from inhouse.guard.detectors.deep import Deep, Progress
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.names.portions import portions
from inhouse.guard.detectors.names.recognise import language
from inhouse.guard.detectors.names.words import Span
from inhouse.guard.detectors.plug_ins import wires
from inhouse.guard.detectors.plug_ins.plug_in import PlugIn
from inhouse.guard.detectors.plug_ins.record import Record, Showing
from inhouse.guard.detectors.remembered import Remembered
from inhouse.guard.finding import Found
from inhouse.net import Client, Limits, Permit

AT_ONCE = 4
"""Requests to one plug-in at the same time."""
PIECE_CHARACTERS = 8_000
"""What is asked about at a time: services of this sort read some kilobytes a second."""
SECONDS = 10.0
SECONDS_PER_KILOBYTE = 2.0
_ANSWER_BYTES = 16 * 1024 * 1024
_GOOD = 200


class Asking:
    """One plug-in."""

    def __init__(self, plug_in: PlugIn, client: Client, record: Record) -> None:
        self._plug_in = plug_in
        self._client = client
        self._record = record
        self._places = asyncio.Semaphore(AT_ONCE)
        self._remembered: Remembered[tuple[Span, ...]] = Remembered()

    @property
    def name(self) -> str:
        """As the configuration calls it."""
        return self._plug_in.name

    def about(self, showing: Showing) -> Deep:
        """The detector for texts of one prompt."""
        return _About(self, showing)

    async def find(self, showing: Showing, texts: Sequence[str], progress: Progress | None = None) -> list[list[Found]]:
        """What the service finds in each text. Raises DetectorFailed."""
        whole = [text.encode("utf-8", "replace").decode() for text in texts]
        pieces = [(number, start, end) for number, text in enumerate(whole) for start, end in _pieces(text)]
        total = sum(end - start for _, start, end in pieces)
        done = 0
        results: list[list[Found]] = [[] for _ in texts]

        async def look(number: int, start: int, end: int) -> None:
            nonlocal done
            for each in await self._look(showing, whole[number][start:end]):
                first, last = start + each.start, start + each.end
                results[number].append(Found(each.kind, first, last, " ".join(whole[number][first:last].split())))
            done += end - start
            if progress is not None:
                progress(done, total)

        failures = await asyncio.gather(*(look(*piece) for piece in pieces), return_exceptions=True)
        for failure in failures:
            if failure is not None:
                raise failure
        return [_apart(found) for found in results]

    async def _look(self, showing: Showing, text: str) -> tuple[Span, ...]:
        if not text.strip():
            return ()
        key = self._remembered.key(text)
        known = self._remembered.recall(key)
        if known is None:
            async with self._places:
                found = await self._ask(showing, text)
                known = tuple(Span(each.kind, each.start, each.end) for each in found)
            self._remembered.keep(key, known)
        return known

    async def _ask(self, showing: Showing, text: str) -> list[Found]:
        if showing.caller is None:
            raise DetectorFailed(self.name, "nobody is known on whose behalf it would be asked")
        spoken = language(text)
        languages = self._plug_in.languages
        question = wires.ask(self._plug_in, text, spoken if spoken in languages else languages[0])
        destination = self._plug_in.entry.destination
        try:
            # The line is durable before the first byte goes; without it nothing is shown.
            async with self._record.line(showing.caller, showing, destination, self.name, question.body) as permit:
                body = await self._answer(question, permit, SECONDS + SECONDS_PER_KILOBYTE * len(text) / 1000)
                return self._understood(text, body)
        except DetectorFailed:
            raise
        except InhouseError as error:
            raise DetectorFailed(self.name, error.message.rstrip("."), hint=error.hint) from None

    def _understood(self, text: str, body: bytes) -> list[Found]:
        try:
            return wires.answered(self._plug_in, text, body)
        except wires.Nonsense:
            raise DetectorFailed(self.name, "its answer cannot be understood") from None

    async def _answer(self, question: wires.Question, permit: Permit, seconds: float) -> bytes:
        limits = Limits(first_byte=seconds, idle=seconds, body_bytes=_ANSWER_BYTES)
        exchange = self._client.stream(
            self._plug_in.entry.destination.name,
            "POST",
            question.path,
            headers=(("content-type", "application/json"), ("accept", "application/json")),
            body=question.body,
            limits=limits,
        )
        try:
            async with asyncio.timeout(seconds + limits.connect), exchange.under(permit) as response:
                body = await response.read(_ANSWER_BYTES + 1)
        except TimeoutError:
            raise DetectorFailed(self.name, f"it took longer than {seconds:.0f} s") from None
        if response.status != _GOOD:
            raise DetectorFailed(self.name, f"it answered with status {response.status}")
        return body


@dataclass(frozen=True, slots=True)
class _About:
    """A plug-in that is asked about one prompt. See `deep.Deep`."""

    asking: Asking
    showing: Showing

    @property
    def name(self) -> str:
        """As the configuration calls it."""
        return self.asking.name

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[Found]]:
        """What the service finds in each text. Raises DetectorFailed."""
        return await self.asking.find(self.showing, texts, progress)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Portions put together to what is asked about at a time."""
    start = 0
    last = 0
    for _, end in portions(text):
        if end - start > PIECE_CHARACTERS:
            yield start, last
            start = last
        last = end
    if last > start:
        yield start, last


def _apart(found: Sequence[Found]) -> list[Found]:
    """In order and without overlaps: of two that overlap the one that begins first, then the longer one."""
    apart: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart
