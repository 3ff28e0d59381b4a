import pytest

from inhouse.chat.chat import MESSAGE_BYTES
from inhouse.chat.errors import InvalidText, MessageEmpty, MessageTooLarge
from inhouse.chat.words import checked, checked_message


@pytest.mark.parametrize(("text", "position"), [("a\x00b", 2), ("\ud800", 1), ("ok \udfff", 4)])
def test_what_is_no_text_is_refused_with_its_place(text: str, position: int) -> None:
    with pytest.raises(InvalidText, match=f"position {position}") as refused:
        checked(text)
    assert refused.value.details == {"position": position}


@pytest.mark.parametrize("text", ["\N{RIGHT-TO-LEFT OVERRIDE}abc", "a\tb\r\nc", "\N{SEAL}", " padded "])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert checked_message(text) == text


@pytest.mark.parametrize("text", ["", " \n\t", "\N{IDEOGRAPHIC SPACE}"])
def test_nothing_said_is_refused(text: str) -> None:
    with pytest.raises(MessageEmpty):
        checked_message(text)


def test_the_limit_counts_bytes_and_is_named() -> None:
    assert checked_message("x" * MESSAGE_BYTES)
    for text in ("x" * (MESSAGE_BYTES + 1), "\N{SEAL}" * (MESSAGE_BYTES // 4 + 1), "x" * 5_000_000):
        with pytest.raises(MessageTooLarge, match="1,048,576 bytes") as refused:
            checked_message(text)
        assert refused.value.details == {"limit_bytes": MESSAGE_BYTES}
