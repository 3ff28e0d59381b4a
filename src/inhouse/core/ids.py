"""Identifiers: UUIDs of version 7 (RFC 9562, section 5.7), so that rows made later sort later."""

import secrets
from typing import NewType
from uuid import UUID

from inhouse.core import clock

PersonId = NewType("PersonId", UUID)
ChatId = NewType("ChatId", UUID)
MessageId = NewType("MessageId", UUID)
RunId = NewType("RunId", UUID)
FileId = NewType("FileId", UUID)
LineId = NewType("LineId", UUID)


def new_id() -> UUID:
    """A new UUID of version 7: 48 bits of milliseconds, 74 random bits."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    random = secrets.randbits(74)
    value |= (random >> 62) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)
