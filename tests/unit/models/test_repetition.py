import pytest

from inhouse.models.repetition import Repetition

LOOP = "The answer to your question is that it depends on many different things in life. "
PROSE = (
    "Once upon a time a fox lived at the edge of a wide forest, and every evening it walked down to the river to look "
    "at the lights of the village on the other side. Nobody there had ever seen it, because it was careful, and "
    "because the people went to bed early. One night, though, a child could not sleep and looked out of the window. "
    "The fox stood still. So did the child. For a while they looked at each other, and then the fox turned around "
    "and left, slowly, as if it had all the time in the world. The next evening the child put a piece of bread "
    "on the stone by the water. In the morning it was gone, and in its place lay a feather, blue and grey, from a jay."
)


def heard(text: str, size: int) -> int | None:
    """After how many characters it was called a loop."""
    repetition = Repetition()
    for start in range(0, len(text), size):
        if repetition.hear(text[start : start + size]):
            return start
    return None


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_loop_is_noticed_whatever_the_pieces(size: int) -> None:
    place = heard(LOOP * 30, size)
    assert place is not None
    assert place < len(LOOP) * 13


def test_numbered_repetitions_are_noticed() -> None:
    text = "".join(f"{number}. Drink a lot of water every day and eat well.\n" for number in range(40))
    assert heard(text, 5) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROSE,
        PROSE + " " + PROSE[:200],
        LOOP * 2,
        "| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * 200,
        "x = [0, 0, 0, 0, 0, 0, 0, 0]\n" * 8,
        "!" * 5000,
        "1 2 3 4 5 6 7 8 9 " * 100,
    ],
)
def test_ordinary_answers_are_left_alone(text: str) -> None:
    assert heard(text, 4) is None


def test_memory_is_bounded() -> None:
    repetition = Repetition()
    for number in range(10_000):
        letters = "".join(chr(97 + int(digit)) for digit in str(number))
        repetition.hear(f"{letters}q {letters}w ")
    assert len(repetition._said) <= 4_000
    assert not repetition.hear("z" * 10_000_000)
    assert len(repetition._carry) <= 64
