"""Detectors that need a process or a service of their own: names by a model, and plug-ins."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.finding import Found

Progress = Callable[[int, int], None]
"""Told how many characters are done and how many there are; called in the event loop, must not wait."""


class Deep(Protocol):
    """Recognises pieces of texts, and may fail."""

    @property
    def name(self) -> str:
        """Which detector it is, for reports and policies."""
        ...

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> Sequence[Sequence[Found]]:
        """What it recognises in each text, as code points of that text, in order and without overlaps.

        Raises DetectorFailed when it could not look at all of them.
        """
        ...


async def find_all(
    detectors: Sequence[Deep], texts: Sequence[str], progress: Progress | None = None
) -> list[tuple[str, Sequence[Sequence[Found]]]]:
    """What each detector found, with its name; they work at the same time.

    Raises the first DetectorFailed; whatever else goes wrong in a detector, and an answer about too few texts, is one.
    `progress` is told of the first detector alone.
    """
    answers = await asyncio.gather(
        *(each.find(texts, None if number else progress) for number, each in enumerate(detectors)),
        return_exceptions=True,
    )
    found: list[tuple[str, Sequence[Sequence[Found]]]] = []
    for detector, answer in zip(detectors, answers, strict=True):
        found.append((detector.name, _sound(detector, answer, len(texts))))
    return found


def _sound(detector: Deep, answer: Sequence[Sequence[Found]] | BaseException, texts: int) -> Sequence[Sequence[Found]]:
    if isinstance(answer, DetectorFailed):
        raise answer
    if isinstance(answer, Exception):
        # Nobody has looked, whatever the reason: that is never "nothing found".
        raise DetectorFailed(detector.name, f"it broke ({type(answer).__name__})") from answer
    if isinstance(answer, BaseException):
        raise answer
    if len(answer) != texts:
        raise DetectorFailed(detector.name, "its answer cannot be understood")
    return answer
