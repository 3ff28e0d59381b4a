"""Deep detectors are asked side by side, and one that fails is never overheard."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from inhouse.guard.detectors.deep import Progress, find_all
from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.finding import Found


@dataclass
class Written:
    """Finds one word."""

    name: str
    word: str

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> Sequence[Sequence[Found]]:
        if progress is not None:
            progress(1, 1)
        return [
            [Found("name.person", at, at + len(self.word), self.word)] if (at := text.find(self.word)) >= 0 else []
            for text in texts
        ]


@dataclass
class Broken:
    name: str = "broken"

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> Sequence[Sequence[Found]]:
        raise DetectorFailed(self.name, "it is broken")


async def test_each_detector_answers_for_each_text() -> None:
    told: list[tuple[int, int]] = []
    answers = await find_all(
        [Written("one", "Anna"), Written("two", "Bert")], ["Anna", "Bert"], lambda done, of: told.append((done, of))
    )
    assert [(name, [len(found) for found in each]) for name, each in answers] == [("one", [1, 0]), ("two", [0, 1])]
    assert told == [(1, 1)]


async def test_one_that_fails_fails_all() -> None:
    with pytest.raises(DetectorFailed, match="broken"):
        await find_all([Written("one", "Anna"), Broken()], ["Anna"])


@dataclass
class Clumsy:
    """Breaks in a way that nobody thought of, or answers about too few texts."""

    name: str = "clumsy"
    breaks: bool = True

    async def find(self, texts: Sequence[str], progress: Progress | None = None) -> Sequence[Sequence[Found]]:
        if self.breaks:
            raise KeyError(texts[0])
        return []


@pytest.mark.parametrize("breaks", [True, False])
async def test_whatever_goes_wrong_in_one_is_never_nothing_found(breaks: bool) -> None:
    with pytest.raises(DetectorFailed, match="clumsy") as failed:
        await find_all([Clumsy(breaks=breaks), Written("two", "Bert")], ["Anna"])
    assert "Anna" not in failed.value.message
