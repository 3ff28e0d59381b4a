"""Names with the real models: how well, how long texts are read, and what happens when a model fails."""

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from inhouse.guard.detectors.errors import DetectorFailed
from inhouse.guard.detectors.names import Names
from inhouse.guard.detectors.names.models import Models, Said
from inhouse.guard.finding import Found
from tests.unit.guard.detectors.names.samples import LANGUAGES, lines, samples, tally

pytestmark = pytest.mark.asyncio(loop_scope="module")

PERSONS_RECALL, PERSONS_PRECISION, PLACES_RECALL = 0.95, 0.92, 0.90


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def names() -> AsyncIterator[Names]:
    detector = Names()
    yield detector
    await detector.close()


async def each_alone(names: Names, texts: Sequence[str]) -> list[list[Found]]:
    """One after the other: a name of one text says nothing of the next one."""
    return [(await names.find([text]))[0] for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_persons_and_places_are_found(names: Names, language: str) -> None:
    written = samples(language)
    found = await each_alone(names, [sample.text for sample in written])
    persons = tally("name.person", iter(zip(written, found, strict=True)))
    places = tally("name.place", iter(zip(written, found, strict=True)))
    assert persons.recall >= PERSONS_RECALL, persons.missed
    assert persons.precision >= PERSONS_PRECISION, persons.wrong
    assert places.recall >= PLACES_RECALL, places.missed


async def test_general_knowledge_stays_as_it_is(names: Names) -> None:
    questions = lines("general")
    assert len(questions) == 200
    found = await each_alone(names, questions)
    changed = {text: each for text, each in zip(questions, found, strict=True) if each}
    assert changed == {}


async def test_ordinary_work_names_nobody(names: Names) -> None:
    texts = lines("ordinary")
    found = await each_alone(names, texts)
    persons = [text for text, each in zip(texts, found, strict=True) if any(one.kind == "name.person" for one in each)]
    assert persons == []


async def test_places_are_code_points_of_the_text_that_was_given(names: Names) -> None:
    text = "\U0001f600 Zu Händen von Frau  Thalhammer\n aus Kufstein \ud800"
    (found,) = await names.find([text])
    assert [(each.kind, text[each.start : each.end], each.value) for each in found] == [
        ("name.person", "Thalhammer", "Thalhammer"),
        ("name.place", "Kufstein", "Kufstein"),
    ]


async def test_a_long_text_is_read_with_progress_and_only_once(names: Names) -> None:
    text = "".join(f"Kunde {number}: Herr Jürgen Wagner zahlt nicht.\n\n" for number in range(120))
    told: list[tuple[int, int]] = []
    (found,) = await names.find([text], lambda done, of: told.append((done, of)))
    assert len(found) == 120
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]
    told.clear()
    assert await names.find([text], lambda done, of: told.append((done, of))) == [found]
    assert len(told) == 1


async def test_who_was_named_in_full_is_found_in_the_other_texts(names: Names) -> None:
    first, second = await names.find(["My colleague Gerwin Thalhammer is ill.", "Thalhammer: tomorrow"])
    assert [each.value for each in (*first, *second)] == ["Gerwin Thalhammer", "Thalhammer"]


async def test_a_text_without_a_letter_needs_no_model() -> None:
    detector = Names(Absent())
    assert await detector.find(["", " 12 345 \n", "…"]) == [[], [], []]


async def test_a_model_that_fails_is_never_nothing_found() -> None:
    with pytest.raises(DetectorFailed) as failed:
        await Names(Absent()).find(["Anna"])
    assert failed.value.detector == "names"


async def test_more_than_it_can_look_at_is_an_error() -> None:
    with pytest.raises(DetectorFailed, match="longer"):
        await Names(Absent()).find(["x" * 600_000, "x" * 600_000])


async def test_it_is_available_here() -> None:
    assert Names.available() is None


class Absent(Models):
    """A process that cannot be had."""

    async def read(self, texts: Sequence[str]) -> list[Said]:
        raise DetectorFailed("names", "it is not there")
