"""Stores a running answer while it is written, beside the stream and never in its way.

Text goes to the chat's place in parts, at most 60 ms apart, so that a crash loses no more than a tenth of a second.
When the place is away (the database is gone), the answer goes on, and what waits is stored when the place is back.
When there is no place any more, because the chat was destroyed, the answer ends.
"""

import asyncio
import logging
from dataclasses import replace

from inhouse.chat.place import ChatPlace, Keep, Part
from inhouse.chat.runs import Run
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import Gone, InhouseError, NotFound
from inhouse.core.events import Disclosure, ReasoningDelta, Restored, TextDelta

PART_SECONDS = 0.06
"""The least time between two parts."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
"""Seconds between attempts while the place is away; each pause doubles."""
KEEP_SECONDS = 3600.0
"""How long an ended answer waits for its place before it is given up."""

_log = logging.getLogger(__name__)


async def keep(run: Run, place: ChatPlace, caller: Caller) -> None:
    """Store the parts of `run` as they come, and the whole answer when it has ended."""
    await _parts(run, place, caller)
    pause, begun = FIRST_PAUSE, clock.monotonic()
    while True:
        try:
            await place.write(caller, run.about.chat_id, Keep(run.message()))
            return
        except (NotFound, Gone):
            return
        except InhouseError as error:
            if clock.monotonic() - begun > KEEP_SECONDS:
                _log.error("an answer could not be stored: %s", error.code)
                return
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _parts(run: Run, place: ChatPlace, caller: Caller) -> None:
    position, number, pause = 0, 0, FIRST_PAUSE
    while not run.ended:
        await run.changed(position, LONGEST_PAUSE)
        fresh = run.since(position)
        text = "".join(event.text for event in fresh if isinstance(event, TextDelta))
        reasoning = "".join(event.text for event in fresh if isinstance(event, ReasoningDelta))
        if run.ended:
            return
        try:
            told = any(isinstance(event, Disclosure | Restored) for event in fresh)
            if text or reasoning or told:
                part = Part(run.about.answer.id, run.about.id, number, text, reasoning)
                if told:
                    message = run.message()
                    part = replace(part, guarded=message.guarded, destination=message.destination)
                await place.write(caller, run.about.chat_id, part)
            position, number, pause = position + len(fresh), number + 1, FIRST_PAUSE
            await run.ends_within(PART_SECONDS)
        except (NotFound, Gone):
            # Destroyed by a command, a job or another server: nothing more is asked of the model, or said.
            run.cancel()
        except InhouseError:
            await run.ends_within(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
