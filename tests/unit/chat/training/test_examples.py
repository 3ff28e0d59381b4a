"""Which parts of a conversation make examples."""

from dataclasses import replace

from inhouse.chat.chat import Message, Status
from inhouse.chat.training.examples import examples
from tests.chats import a_question, an_answer


def turn(question: str, answer: str, status: Status = Status.COMPLETE) -> list[Message]:
    asked = replace(a_question(), text=question)
    return [asked, replace(an_answer(asked.id), text=answer, status=status)]


def words(found: list[tuple[Message, ...]]) -> list[list[str]]:
    return [[message.text for message in each] for each in found]


def test_a_whole_conversation_is_one_example() -> None:
    path = [*turn("One?", "Yes."), *turn("Two?", "No.")]
    assert words(examples(path, lambda _: True)) == [["One?", "Yes.", "Two?", "No."]]


def test_what_may_not_be_used_divides_it() -> None:
    path = [*turn("One?", "Yes."), *turn("Secret?", "Yes."), *turn("Three?", "No.")]
    assert words(examples(path, lambda message: message.text != "Secret?")) == [["One?", "Yes."], ["Three?", "No."]]


def test_a_question_alone_and_an_answer_that_was_cut_are_no_example() -> None:
    assert examples([a_question()], lambda _: True) == []
    assert examples(turn("One?", "Ye", Status.CANCELLED), lambda _: True) == []
    assert examples(turn("One?", "  "), lambda _: True) == []
    path = [*turn("One?", "Ye", Status.FAILED), *turn("Two?", "No.")]
    assert words(examples(path, lambda _: True)) == [["Two?", "No."]]
