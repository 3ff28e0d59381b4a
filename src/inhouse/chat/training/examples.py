"""Which parts of a conversation make examples. Pure."""

from collections.abc import Callable, Sequence

from inhouse.chat.chat import Message, Speaker, Status

Example = tuple[Message, ...]
"""Question and answer in turn, beginning with a question and ending with an answer."""


def examples(path: Sequence[Message], usable: Callable[[Message], bool]) -> list[Example]:
    """The longest runs of turns of which every message may be used. A turn without a whole answer ends a run."""
    found: list[Example] = []
    run: list[Message] = []
    for question, answer in _turns(path):
        if answer is not None and usable(question) and usable(answer):
            run += (question, answer)
        elif run:
            found.append(tuple(run))
            run = []
    return [*found, tuple(run)] if run else found


def _turns(path: Sequence[Message]) -> list[tuple[Message, Message | None]]:
    turns: list[tuple[Message, Message | None]] = []
    for number, message in enumerate(path):
        if message.speaker is not Speaker.USER:
            continue
        following = path[number + 1] if number + 1 < len(path) else None
        whole = following is not None and following.speaker is Speaker.ASSISTANT and _whole(following)
        turns.append((message, following if whole else None))
    return turns


def _whole(answer: Message) -> bool:
    return answer.status is Status.COMPLETE and bool(answer.text.strip())
