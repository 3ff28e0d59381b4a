"""Titles: the first words of the first message, until a model that is fit for work writes a better one."""

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from inhouse.chat.chat import TITLE_CHARACTERS
from inhouse.core.caller import Caller
from inhouse.core.events import Event, Relayed, TextDelta
from inhouse.core.ids import ChatId
from inhouse.core.prompt import CommitmentKey, Notebook, Prompt, PromptMessage, Purpose, Role, Sampling, Text

Road = Callable[[Caller, Prompt], AsyncGenerator[Event | Relayed]]
"""The one road, as this room sees it: `gateway.road.Road.run`."""

WORDS_CHARACTERS = 60
"""The longest title made of first words."""
SHOWN_CHARACTERS = 2_000
"""How much of the first message a model sees to find a title."""
_ANSWER_TOKENS = 24
_ASK = (
    "Write a title of at most six words for a chat that begins with the message below, in the language of the message. "
    "Answer with the title alone, without quotation marks."
)
_SPACE = re.compile(r"\s+")
_MARKS = " \t#*_`\"'.:-\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"


def first_words(text: str) -> str:
    """The first words of a message, cut between words where that is possible."""
    words = _SPACE.sub(" ", text[: WORDS_CHARACTERS * 8]).strip()
    if len(words) <= WORDS_CHARACTERS:
        return words
    cut = words[:WORDS_CHARACTERS]
    whole, _, rest = cut.rpartition(" ")
    return f"{whole if whole and len(rest) < WORDS_CHARACTERS // 2 else cut}\N{HORIZONTAL ELLIPSIS}"


def tidy(answer: str) -> str | None:
    """A model's answer as a title: one line without marks; None when nothing is left or it is no title."""
    lines = answer.strip().splitlines()
    title = _SPACE.sub(" ", lines[0]).strip(_MARKS) if lines else ""
    return title if 0 < len(title) <= TITLE_CHARACTERS // 2 else None


def prompt(
    model: str, message: str, commitment: CommitmentKey, chat: ChatId, notebook: Notebook | None = None
) -> Prompt:
    """What a model is asked for a title; it takes the same road as everything else."""
    return Prompt(
        model=model,
        messages=(
            PromptMessage(Role.SYSTEM, (Text(_ASK),)),
            PromptMessage(Role.USER, (Text(message[:SHOWN_CHARACTERS]),)),
        ),
        purpose=Purpose.TITLE,
        commitment=commitment,
        sampling=Sampling(temperature=0.2, max_tokens=_ANSWER_TOKENS),
        chat=chat,
        notebook=notebook,
    )


async def ask(road: Road, caller: Caller, asked: Prompt) -> str | None:
    """A title by a model; raises what the road raises."""
    async with aclosing(road(caller, asked)) as events:
        return tidy("".join([event.text async for event in events if isinstance(event, TextDelta)]))
