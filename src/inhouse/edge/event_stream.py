"""Server-sent events (WHATWG HTML, section 9.2) as bytes.

Every event has a number, so that a reader who comes back says which one it saw last and misses nothing.
"""

import orjson

from inhouse.core.events import Event

BEAT = b": beat\n\n"
BEAT_SECONDS = 15.0

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx and others hold back what they proxy unless told not to.
    (b"x-accel-buffering", b"no"),
)


def encode(number: int, event: Event) -> bytes:
    """One event as a block of the stream. JSON has no raw line breaks, so one data line is enough."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (number, event.type.encode(), orjson.dumps(event))
