import pytest

from inhouse.models.json_values import a_count, a_list, an_object

VALUES = [None, True, 1, -1, 1.5, "text", [1], {"a": 1}]


def test_a_kind_is_given_or_nothing() -> None:
    assert [an_object(value) for value in VALUES] == [{}] * 7 + [{"a": 1}]
    assert [a_list(value) for value in VALUES] == [[]] * 6 + [[1], []]


@pytest.mark.parametrize(("value", "count"), [(0, 0), (7, 7), (-1, 0), (1 << 31, 0), ("7", 0), (None, 0), (1.0, 0)])
def test_a_count_is_a_small_whole_number(value: object, count: int) -> None:
    assert a_count(value) == count
