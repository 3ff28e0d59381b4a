"""GET /api/runs/{id}/events: the numbered events of a run, replayed from any number on and then live. Bare ASGI.

A reader holds a position in the run's log and nothing else, so a slow one costs no memory. The stream ends after the
last event, when the reader leaves, and soon after the reader's session has ended.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from inhouse.chat.chat import Message, Status
from inhouse.chat.errors import RunNotFound
from inhouse.chat.place import Places
from inhouse.chat.runs import Run, Runs
from inhouse.core import clock, tasks
from inhouse.core.caller import Caller
from inhouse.core.errors import InhouseError, InvalidRequest, SignInNeeded, Unavailable
from inhouse.core.events import Event, Failed, Finished, FinishReason, Snapshot, Started
from inhouse.core.ids import ChatId, RunId
from inhouse.edge.asgi import Receive, Scope, Send, header
from inhouse.edge.event_stream import BEAT, BEAT_SECONDS, HEADERS, encode

_PATH = re.compile(r"/api/runs/([0-9a-fA-F-]{36})/events")
_AFTER = re.compile(r"(?:^|&)after=([^&]*)")
_PIECE_BYTES = 64 * 1024
"""About so much is sent in one piece to a reader who catches up: what is sent waits in memory until it is taken."""
UNSURE_SECONDS = 60.0
"""How long a reader is served while the database, which knows the sessions, is away."""
CHECK_SECONDS = 2.0
"""The longest that events wait for one look at the session."""
_DIGITS = 15
_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "loop": "loop",
    "cancelled": "cancelled",
    "interrupted": "interrupted",
    "tool_calls": "tool_calls",
}
Recognise = Callable[[Scope], Awaitable[Caller | None]]


@dataclass(frozen=True, slots=True)
class RunEvents:
    """The event streams. `recognise` finds the caller of a request again, to see that the session still stands."""

    places: Places
    runs: Runs
    recognise: Recognise

    def takes(self, scope: Scope) -> bool:
        """Whether the request asks for an event stream."""
        return scope["method"] == "GET" and _PATH.fullmatch(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises SignInNeeded, RunNotFound, InvalidRequest before the first byte."""
        caller = await self.recognise(scope)
        if caller is None:
            raise SignInNeeded("You are not signed in, or your session has ended.", hint="Sign in and try again.")
        after = _after(scope)
        run_id = _run_id(scope)
        run = self.runs.get(run_id)
        if run is None or run.about.owner != caller.person:
            blocks = await self._stored(caller, run_id, after)
            await _begin(send)
            await send({"type": "http.response.body", "body": blocks})
            return
        await _begin(send)
        leaving = tasks.spawn(_leaves(receive), name="reader")
        following = tasks.spawn(self._follow(run, after, scope, send), name="follow")
        try:
            await asyncio.wait({leaving, following}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            following.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _follow(self, run: Run, position: int, scope: Scope, send: Send) -> None:
        stood_at = checked_at = clock.monotonic()
        while True:
            if fresh := run.since(position):
                taken, body = _piece(position, fresh)
                position += taken
                await send({"type": "http.response.body", "body": body, "more_body": True})
            elif run.ended:
                return
            elif not await run.changed(position, BEAT_SECONDS):
                await send({"type": "http.response.body", "body": BEAT, "more_body": True})
            if clock.monotonic() - checked_at >= BEAT_SECONDS:
                checked_at = clock.monotonic()
                stands = await self._session_stands(run, scope)
                if stands:
                    stood_at = checked_at
                elif stands is False or checked_at - stood_at >= UNSURE_SECONDS:
                    return

    async def _session_stands(self, run: Run, scope: Scope) -> bool | None:
        """Whether the reader may go on reading; None while nobody can tell."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                caller = await self.recognise(scope)
        except (Unavailable, TimeoutError):
            return None
        except InhouseError:
            return False
        return caller is not None and caller.person == run.about.owner

    async def _stored(self, caller: Caller, run_id: RunId, after: int) -> bytes:
        """What is left of a run that is not in memory any more: its answer as it was stored."""
        found = await self.places.locate(caller, run_id)
        if found is None:
            raise RunNotFound
        chat_id, message_id = found
        access = await self.places.access(caller, chat_id)
        messages = await access.place.messages(caller, chat_id, [message_id])
        if not messages or messages[0].run_id != run_id:
            raise RunNotFound
        events = snapshot(run_id, chat_id, messages[0])
        # Higher numbers than the reader has seen, so that it does not take them for old ones.
        return b"".join(encode(after + index, event) for index, event in enumerate(events, start=1))


def snapshot(run_id: RunId, chat_id: ChatId, answer: Message) -> list[Event]:
    """A stored answer as the events that tell of it."""
    events: list[Event] = []
    if answer.destination is not None and answer.model is not None:
        parent = None if answer.parent_id is None else str(answer.parent_id)
        events.append(Started(str(run_id), str(chat_id), str(answer.id), parent, answer.model, answer.destination))
    events.append(Snapshot(answer.text, answer.reasoning))
    if answer.status is Status.FAILED and answer.trouble is not None:
        trouble = answer.trouble
        events.append(Failed(trouble.code, trouble.message, trouble.hint, trouble.retryable))
    elif answer.status is Status.RUNNING:
        events.append(Finished("interrupted"))
    else:
        events.append(Finished(_REASONS.get(answer.finish or "stop", "stop")))
    return events


def _piece(position: int, events: Sequence[Event]) -> tuple[int, bytes]:
    """As many of the events after `position` as make a piece, and how many these are."""
    blocks: list[bytes] = []
    size = 0
    for number, event in enumerate(events, start=position + 1):
        blocks.append(encode(number, event))
        size += len(blocks[-1])
        if size >= _PIECE_BYTES:
            break
    return len(blocks), b"".join(blocks)


async def _begin(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})


async def _leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _run_id(scope: Scope) -> RunId:
    found = _PATH.fullmatch(scope["path"])
    try:
        return RunId(UUID(found[1] if found else ""))
    except ValueError:
        raise RunNotFound from None


def _after(scope: Scope) -> int:
    """The number of the last event that the reader has: `?after=`, or Last-Event-ID when a browser reconnects."""
    given = _AFTER.search(scope["query_string"].decode("latin-1"))
    last = header(scope, b"last-event-id")
    text = given[1] if given else (last or b"0").decode("latin-1")
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise InvalidRequest("The number of the last event must be a whole number.", hint="Begin with after=0.")
    return int(text)
