from datetime import UTC, datetime
from uuid import UUID

import pytest

from inhouse.chat.cursors import decode, encode
from inhouse.chat.errors import InvalidCursor
from inhouse.core.ids import new_id


def test_a_cursor_says_exactly_where_it_was_made() -> None:
    moment, thing = datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=UTC), new_id()
    assert decode(encode(moment, thing, 17)) == (moment, thing, 17)


@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "\N{SEAL}", "MS4yLjM", encode(datetime(2026, 11, 22, tzinfo=UTC), UUID(int=7), 1)[:-9]]
)
def test_what_we_did_not_give_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode(cursor)


@pytest.mark.parametrize("number", [-1, 1 << 70])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(InvalidCursor):
        decode(encode(datetime(2026, 1, 1, tzinfo=UTC), new_id(), number))
