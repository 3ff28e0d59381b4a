import pytest

from inhouse.gateway.openai.errors import BadField, UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.extra import ELSEWHERE, MOST_BYTES, MOST_DEPTH, MOST_FIELDS, check_extra, logit_bias
from inhouse.gateway.openai.fields import Json


def nested(levels: int) -> object:
    value: object = "x"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


def test_unknown_fields_have_a_number_a_depth_and_a_size() -> None:
    check_extra({"a": nested(MOST_DEPTH), "b": "x" * (MOST_BYTES // 2), "c": None})
    wrong: list[tuple[Json, str]] = [
        ({f"a{number}": 1 for number in range(MOST_FIELDS + 1)}, "a0"),
        ({"a": nested(MOST_DEPTH + 1)}, "a"),
        ({"small": 1, "long": "x" * MOST_BYTES}, "long"),
    ]
    for extra, name in wrong:
        with pytest.raises(WrongValue) as refusal:
            check_extra(extra)
        assert refusal.value.param == name


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_the_caller_cannot_send_the_words_on(name: str) -> None:
    with pytest.raises(UnsupportedField) as refusal:
        check_extra({"fine": 1, name: "x"})
    assert refusal.value.param == name


def test_biases_are_numbers_by_token() -> None:
    assert logit_bias({"5": 1, "6": -0.5}) == {"5": 1, "6": -0.5}
    wrong: list[tuple[object, type[BadField]]] = [
        ([], WrongType), ({"a": 1}, WrongValue), ({"5": True}, WrongType), ({"5": "1"}, WrongType),
        ({"5": 101}, WrongValue), ({"\N{SUPERSCRIPT TWO}": 1}, WrongValue),
        ({str(number): 1 for number in range(1025)}, WrongValue),
    ]  # fmt: skip
    for value, kind in wrong:
        with pytest.raises(kind):
            logit_bias(value)
