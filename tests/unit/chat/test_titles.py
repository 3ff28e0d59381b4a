import pytest

from inhouse.chat import titles
from inhouse.core.events import Finished, TextDelta
from inhouse.core.ids import ChatId, new_id
from inhouse.core.prompt import CommitmentKey, Purpose
from tests.chats import ScriptedRoad
from tests.people import someone


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello there", "Hello there"),
        ("  two\n\nlines\tand tabs ", "two lines and tabs"),
        ("word " * 30, "word word word word word word word word word word word word\N{HORIZONTAL ELLIPSIS}"),
        ("x" * 200, "x" * 60 + "\N{HORIZONTAL ELLIPSIS}"),
    ],
)
def test_a_title_is_the_first_words(text: str, title: str) -> None:
    assert titles.first_words(text) == title


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ('"Baking bread"', "Baking bread"),
        ("## Baking bread.\nHere is why", "Baking bread"),
        ("", None),
        ("***", None),
        ("x" * 101, None),
    ],
)
def test_a_models_title_is_one_line_without_marks(answer: str, title: str | None) -> None:
    assert titles.tidy(answer) == title


async def test_a_title_is_asked_for_on_the_road_with_its_own_purpose() -> None:
    road, caller, chat, key = ScriptedRoad(), someone(), ChatId(new_id()), CommitmentKey(b"k" * 32)
    road.title = [TextDelta("Baking "), TextDelta("bread"), Finished("stop")]
    asked = titles.prompt("m", "How do I bake bread? " * 500, key, chat)
    assert await titles.ask(road, caller, asked) == "Baking bread"
    assert (asked.purpose, asked.chat, asked.commitment) == (Purpose.TITLE, chat, key)
    assert len(asked.messages[1].text) == titles.SHOWN_CHARACTERS
