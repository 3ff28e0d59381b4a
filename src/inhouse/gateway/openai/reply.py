"""What comes up the road, on its way out of a door: as a stream while it is written, or as one object at the end.

A call through a door belongs to its request and to its key: when either goes, the model stops. The shapes of the
answers are the doors' own (`Written`, `Gathered`).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

import orjson

from inhouse.core import tasks
from inhouse.core.errors import InhouseError
from inhouse.core.events import Disclosure, Event, Finished, Relayed
from inhouse.edge import event_stream
from inhouse.edge.asgi import Receive, connection_of, respond
from inhouse.gateway.errors import KeyEnded
from inhouse.gateway.openai.delivery import Outflow, ReaderGone, while_connected
from inhouse.gateway.openai.entry import Call

Headers = list[tuple[bytes, bytes]]
Events = AsyncGenerator[Event | Relayed, None]


class Written(Protocol):
    """Writes events as a stream, in the shape of one door."""

    def encode(self, event: Event | Relayed) -> bytes:
        """The bytes for one event; raises InhouseError at a Failed."""
        ...

    def end(self) -> bytes:
        """What comes after the last event."""
        ...

    def broken(self, error: InhouseError) -> bytes:
        """What comes instead of the rest when it breaks in the middle."""
        ...


class Gathered(Protocol):
    """Gathers events into one object, in the shape of one door."""

    def fold(self, event: Event | Relayed) -> None:
        """Take in one event; raises InhouseError at a Failed."""
        ...

    def encode(self) -> bytes:
        """The whole answer, as JSON."""
        ...


async def stream(call: Call, events: Events, written: Written) -> None:
    """Answer with a stream; raises InhouseError as long as nothing was sent, ReaderGone when nobody is there."""
    await while_connected(call.receive, _stream(call, events, written), connection_of(call.scope))


async def whole(call: Call, events: Events, gathered: Gathered) -> None:
    """Answer with one object; raises InhouseError as long as nothing was sent, ReaderGone when nobody is there."""
    await while_connected(call.receive, _gather(call, events, gathered), connection_of(call.scope))


async def read_body(receive: Receive) -> bytes:
    """The whole body; raises ReaderGone if the client leaves before its end. The rim limits its size and its time."""
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ReaderGone
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


async def _gather(call: Call, events: Events, gathered: Gathered) -> None:
    headers: Headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    disclosed = b""
    async with call.running.call(call.scope, call.caller.credential) as running, aclosing(events):
        async for event in events:
            if isinstance(event, Disclosure):
                headers += _told(event)
                disclosed = orjson.dumps({"inhouse": _facts(event)})
            gathered.fold(event)
            if isinstance(event, Finished):
                running.answered()
                # The reader does not wait for the line to be closed; that comes next.
                await respond(call.send, 200, headers, _beside(gathered.encode(), disclosed))


async def _stream(call: Call, events: Events, written: Written) -> None:
    outflow = Outflow(call.send, list(event_stream.HEADERS), connection_of(call.scope))
    sending = tasks.spawn(outflow.run(), "door stream")
    try:
        # Each word wakes the task that waits for it: without all that stands around this.
        await tasks.apart(_pump(call, events, written, outflow), "door pump")
        outflow.end()
        await sending
    finally:
        sending.cancel()


async def _pump(call: Call, events: Events, written: Written, outflow: Outflow) -> None:
    """From the road into the outflow; an error becomes a status if nothing was sent, else the last piece."""
    try:
        async with call.running.call(call.scope, call.caller.credential) as running, aclosing(events):
            async for event in events:
                if isinstance(event, Disclosure):
                    outflow.headers += _told(event)
                elif (piece := written.encode(event)) and not outflow.pour(piece):
                    await outflow.put(piece)
                if isinstance(event, Finished):
                    running.answered()
                    # The reader does not wait for the line to be closed; that comes next.
                    await outflow.put(written.end())
    except InhouseError as error:
        if not outflow.opened:
            raise
        if isinstance(error, KeyEnded):
            outflow.forget()
        await outflow.put(written.broken(error))


def _told(disclosure: Disclosure) -> Headers:
    place = disclosure.destination
    removed = sum(each.count for each in disclosure.removed)
    guard = f"{disclosure.verdict}; replaced={disclosure.replaced}; removed={removed}"
    headers = [
        (b"x-inhouse-line", disclosure.line.encode("ascii", "replace")),
        (b"x-inhouse-destination", f"{place.name}; {place.destination_class.value}".encode("ascii", "replace")),
        (b"x-inhouse-guard", guard.encode("ascii")),
    ]
    if disclosure.kept_from is not None:
        headers.append((b"x-inhouse-kept-from", disclosure.kept_from.encode("ascii", "replace")))
    return headers


def _facts(disclosure: Disclosure) -> dict[str, object]:
    """What the headers say, and what was removed, for the body of an answer that is one object."""
    return {
        "line": disclosure.line,
        "destination": disclosure.destination,
        "kept_from": disclosure.kept_from,
        "guard": {
            "verdict": disclosure.verdict,
            "replaced": disclosure.replaced,
            "removed": [{"kind": each.kind, "count": each.count} for each in disclosure.removed],
        },
    }


def _beside(answer: bytes, disclosed: bytes) -> bytes:
    """A JSON object with the members of another one at its end."""
    return answer[:-1] + b"," + disclosed[1:] if disclosed and answer.endswith(b"}") else answer
