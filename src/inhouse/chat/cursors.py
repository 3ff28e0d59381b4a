"""Where a list goes on, as one opaque word. Pure. A cursor holds times, ids and numbers, never content."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from uuid import UUID

from inhouse.chat.errors import InvalidCursor

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST = 1 << 62


def encode(moment: datetime, thing: UUID, number: int) -> str:
    """A moment to the microsecond, an id and a number as a word that may stand in an address."""
    text = f"{(moment - _EPOCH) // _MICROSECOND}.{thing.hex}.{number}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID, int]:
    """What `encode` was given; raises InvalidCursor."""
    try:
        moment, thing, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(".")
        if not 0 <= int(number) < _LARGEST:
            raise InvalidCursor("The number is out of range.")
        return _EPOCH + int(moment) * _MICROSECOND, UUID(hex=thing), int(number)
    except (binascii.Error, ValueError, OverflowError):
        raise InvalidCursor("The cursor is not one that we gave.", hint="Begin at the first page.") from None
