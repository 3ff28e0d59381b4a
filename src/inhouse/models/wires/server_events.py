"""A stream of server-sent events as it comes in: bytes in any chunking become the data of whole events. Pure: no I/O.

Reference: WHATWG HTML, section 9.2. The names of events are passed over: the servers we know say them in the data too.
"""

from collections.abc import Iterator

from inhouse.models.errors import BadAnswer

MOST_BYTES = 8 << 20
"""The longest event that is taken: the last one of a response repeats all of it."""


class ServerEvents:
    """What was read and is not yet a whole event."""

    __slots__ = ("_buffer", "_data", "_size")

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, read: bytes) -> Iterator[bytes]:
        """The data of the events that are whole now; raises BadAnswer for one that is too long."""
        buffer = self._buffer + read if self._buffer else read
        if b"\r" in buffer:
            buffer, held = (buffer[:-1], b"\r") if buffer.endswith(b"\r") else (buffer, b"")
            buffer = buffer.replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *lines, self._buffer = buffer.split(b"\n")
        for line in lines:
            if not line:
                yield from self._whole()
            elif line.startswith(b"data:"):
                self._data.append(line[5:])
                self._size += len(line)
        if len(self._buffer) + self._size > MOST_BYTES:
            raise BadAnswer("The model's server sent an event that is too long.")

    def end(self) -> Iterator[bytes]:
        """The last event, where its server left out the empty line behind it."""
        if self._buffer.startswith(b"data:"):
            self._data.append(self._buffer[5:].rstrip(b"\r"))
        self._buffer = b""
        yield from self._whole()

    def _whole(self) -> Iterator[bytes]:
        data = b"\n".join(self._data).strip()
        self._data.clear()
        self._size = 0
        if data:
            yield data
