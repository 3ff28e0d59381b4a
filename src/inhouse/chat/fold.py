"""Events folded into the answer they belong to; the browser's `fold.ts` does the same by the same names. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from inhouse.chat.chat import Counted, Guarded, Message, Status, Trouble
from inhouse.chat.chat import Restored as Pair
from inhouse.core.events import (
    ChoiceEnded,
    Citation,
    Disclosure,
    Event,
    Failed,
    Finished,
    Logprobs,
    Queued,
    Reading,
    ReasoningDelta,
    Restored,
    Snapshot,
    Started,
    TextDelta,
    Titled,
    ToolCall,
    Usage,
)

_ENDED_EARLY = {"cancelled": Status.CANCELLED, "interrupted": Status.INTERRUPTED}


def fold(message: Message, events: Iterable[Event]) -> Message:
    """The message after `events`. The same events give the same message, however their text was cut.

    Pieces of text are joined once at the end: a long answer costs what its length is, not its square.
    """
    text, reasoning = [message.text], [message.reasoning]
    for event in events:
        match event:
            case TextDelta():
                text.append(event.text)
            case ReasoningDelta():
                reasoning.append(event.text)
            case Snapshot():
                text, reasoning = [event.text], [event.reasoning]
            case _:
                message = _step(message, event)
    return replace(message, text="".join(text), reasoning="".join(reasoning))


def _step(message: Message, event: Event) -> Message:  # noqa: PLR0911 (one case for each kind of event)
    """What an event changes besides the text."""
    match event:
        case Started():
            return replace(
                message,
                status=Status.RUNNING,
                trouble=None,
                finish=None,
                model=event.model,
                destination=event.destination,
            )
        case Reading(left_out=left_out, files=files, attached=attached):
            return replace(message, left_out=left_out, cut_files=files, attached=attached)
        case Usage():
            return replace(message, usage=Counted(event.prompt_tokens, event.completion_tokens))
        case Disclosure():
            guarded = Guarded(event.verdict, event.line, event.replaced, event.removed, event.kept_from)
            return replace(message, destination=event.destination, guarded=guarded)
        case Failed():
            trouble = Trouble(event.code, event.message, event.hint, event.retryable, event.guard)
            return replace(message, status=Status.FAILED, trouble=trouble)
        case Finished(reason=reason):
            status = _ENDED_EARLY.get(reason, Status.COMPLETE)
            return replace(message, status=status, trouble=None, finish=reason)
        case Queued() | Titled() | ToolCall() | Citation() | TextDelta() | ReasoningDelta() | Snapshot():
            return message
        case Restored():
            return _restored(message, event)
        case Logprobs() | ChoiceEnded():
            return message
        case _:
            assert_never(event)


def _restored(message: Message, event: Restored) -> Message:
    pair, guarded = Pair(event.value, event.stand_in), message.guarded
    if guarded is None or pair in guarded.restored:
        return message
    return replace(message, guarded=replace(guarded, restored=(*guarded.restored, pair)))
