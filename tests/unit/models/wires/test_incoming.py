from typing import Any

import pytest

from inhouse.core.events import Event, Finished, ReasoningDelta, TextDelta
from inhouse.models.errors import AnswerBroken, BadAnswer
from inhouse.models.wires.incoming import NamedEvents


class Plain(NamedEvents):
    def take(self, value: dict[str, Any], events: list[Event]) -> None:
        self.say(value.get("say"), events)
        self.think(value.get("think"), events)
        if "stop" in value:
            self.ended = "stop"
            self.done = True
        if "bad" in value:
            raise BadAnswer("bad")


def test_words_that_come_in_one_read_are_joined() -> None:
    answer = Plain()
    assert answer.feed(b'data: {"say":"a"}\n\ndata: {"say":"b"}\n\ndata: {"think":"c"}\n\n') == [
        TextDelta("ab"), ReasoningDelta("c"),
    ]  # fmt: skip
    assert answer.pieces == 3
    assert answer.feed(b'data: {"stop":1}\n\ndata: {"say":"too late"}\n\n') == []
    assert answer.end() == [Finished("stop")]


def test_what_came_before_trouble_is_given_first() -> None:
    answer = Plain()
    assert answer.feed(b'data: {"say":"a"}\n\ndata: {"bad":1}\n\n') == [TextDelta("a")]
    assert answer.done
    with pytest.raises(BadAnswer):
        answer.end()
    with pytest.raises(BadAnswer):
        Plain().feed(b'data: {"bad":1}\n\n')
    with pytest.raises(BadAnswer):
        Plain().feed(b"data: {no\n\n")


def test_an_answer_without_an_end_is_broken() -> None:
    answer = Plain()
    answer.feed(b'data: {"say":"a"}\n\ndata: [DONE]\n\n')
    with pytest.raises(AnswerBroken):
        answer.end()
