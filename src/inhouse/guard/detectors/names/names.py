"""The detector of names: portions of text to the models and back, each portion once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from inhouse.guard.detectors.deep import Progress
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.names.mentions import mentioned
from inhouse.guard.detectors.names.models import NAME, Models, locate
from inhouse.guard.detectors.names.portions import portions
from inhouse.guard.detectors.names.recognise import recognise
from inhouse.guard.detectors.names.words import Span
from inhouse.guard.detectors.remembered import Remembered
from inhouse.guard.finding import Found

AT_ONCE_CHARACTERS = 2500
"""What the models are given at a time: short, so that a short question waits for a piece of a long document only."""
MOST_CHARACTERS = 1_000_000
"""More than this takes minutes: such a text counts as one that could not be looked at."""


@dataclass(frozen=True, slots=True)
class _Portion:
    text: int
    start: int
    words: str = field(repr=False)
    key: bytes


class Names:
    """Persons, places and organisations by two small models, in a process of their own. See `deep.Deep`."""

    name = NAME

    def __init__(self, models: Models | None = None) -> None:
        self._models = models or Models()
        self._remembered: Remembered[tuple[Span, ...]] = Remembered()

    @staticmethod
    def available() -> str | None:
        """Why names cannot be looked for on this installation, with the next step; None if they can."""
        try:
            locate()
        except DetectorFailed as failed:
            return f"{failed.message} {failed.hint or ''}".strip()
        return None

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[Found]]:
        """The names in each text. Raises DetectorFailed, also when the texts are too long together."""
        if sum(map(len, texts)) > MOST_CHARACTERS:
            raise DetectorFailed(NAME, f"it is longer than {MOST_CHARACTERS} characters")
        asked = [portion for number, text in enumerate(texts) for portion in self._portions(number, text)]
        known: dict[bytes, tuple[Span, ...]] = {}
        total = sum(len(portion.words) for portion in asked)
        done = 0
        waiting: list[_Portion] = []
        for portion in asked:
            done += len(portion.words)
            spans = known.get(portion.key) or self._remembered.recall(portion.key)
            if spans is not None:
                known[portion.key] = spans
                continue
            waiting.append(portion)
            if sum(len(each.words) for each in waiting) >= AT_ONCE_CHARACTERS:
                known |= await self._look(waiting)
                waiting = []
                if progress is not None:
                    progress(done, total)
        if waiting:
            known |= await self._look(waiting)
        if progress is not None and total:
            progress(total, total)
        return _assembled(texts, asked, known)

    async def close(self) -> None:
        """End the process."""
        await self._models.close()

    def _portions(self, number: int, text: str) -> list[_Portion]:
        # Half surrogate pairs are in no language, and no model can be given them.
        whole = text.encode("utf-8", "replace").decode()
        return [
            _Portion(number, start, whole[start:end], self._remembered.key(whole[start:end]))
            for start, end in portions(whole)
            if any(each.isalpha() for each in whole[start:end])
        ]

    async def _look(self, asked: Sequence[_Portion]) -> dict[bytes, tuple[Span, ...]]:
        once = list({portion.key: portion for portion in asked}.values())
        said = await self._models.read([portion.words for portion in once])
        found = {
            portion.key: tuple(recognise(portion.words, each.pieces, each.entities))
            for portion, each in zip(once, said, strict=True)
        }
        for key, spans in found.items():
            self._remembered.keep(key, spans)
        return found


def _assembled(
    texts: Sequence[str], asked: Sequence[_Portion], known: dict[bytes, tuple[Span, ...]]
) -> list[list[Found]]:
    """What was found in each portion, as pieces of the texts."""
    spans: list[list[Span]] = [[] for _ in texts]
    for portion in asked:
        spans[portion.text] += [
            Span(each.kind, portion.start + each.start, portion.start + each.end) for each in known[portion.key]
        ]
    return [
        [Found(span.kind, span.start, span.end, " ".join(text[span.start : span.end].split())) for span in each]
        for text, each in zip(texts, mentioned(texts, spans), strict=True)
    ]
