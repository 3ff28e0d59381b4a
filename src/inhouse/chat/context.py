"""What fits into a prompt. Pure.

The rule: the instructions and the newest turn always stay. A turn is a person's message with the answers that follow
it. Older turns are left out whole, the oldest first, until the rest fits beside the room kept for the answer: the
model's longest answer, but at most a quarter of its context.

The text of attached files gives way before words do, but for half of the room: of the newest turns, the newest first,
as many portions go in as there is room for beside the words (`files.choose`).

Tokens are estimated from bytes of UTF-8 with a ratio that is learned from what the models counted. The estimate need
not be right: a model that finds a prompt too long says how long it was, and `shorter` leaves out more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inhouse.chat.chat import Node, Speaker

TOKENS_PER_BYTE = 0.34
"""Before anything was counted; English is about 0.25, German 0.3, code more."""
TOKENS_PER_MESSAGE = 6
"""Role and separators of one message."""
LOWEST_RATIO, HIGHEST_RATIO = 0.02, 1.5
HOPELESS_RATIO = 0.05
"""Text that is too long even at so few tokens a byte is refused without asking the model."""
FILES_SHARE = 0.5
"""The part of a prompt that words leave to the files of the turns that stay."""
ENOUGH_BYTES = 200
"""Shorter prompts say little about the ratio."""
CLEARLY_LESS = 0.95
"""A prompt with so much of the files that it had is worth another try."""
SAFETY = 1.03
"""After a model found a prompt too long, its ratio is taken a little higher than it was."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much a model takes, in tokens."""

    context_tokens: int
    answer_tokens: int

    @property
    def prompt_tokens(self) -> int:
        """What a prompt may use, so that there is room for the answer."""
        return self.context_tokens - min(self.answer_tokens, self.context_tokens // 4)


@dataclass(frozen=True, slots=True)
class Plan:
    """The prompt takes the path from index `first` on, so `first` older ones are left out; `tokens` is estimated.

    `attached` is how many bytes of the files of these messages go in.
    """

    first: int
    tokens: int
    attached: int = 0

    def moved(self, by: int) -> "Plan":
        """The same plan for a path that has `by` more messages before."""
        return replace(self, first=self.first + by)


@dataclass(frozen=True, slots=True)
class Gauge:
    """How full the context is for the next message.

    `attached_fits` is how many bytes of text go in of the files of the turns that stay, the next message's among them.
    """

    used_tokens: int
    context_tokens: int
    left_out: int
    exact: bool
    attached_fits: int = 0


def plan(path: Sequence[Node], instructions: int, room: Room, ratio: float) -> Plan:
    """What stays of `path` (first message to newest) beside instructions of so many bytes.

    The newest turn stays even when it alone does not fit: then the model says so, exactly.
    """
    words, files, most = _tokens(instructions, ratio), 0, room.prompt_tokens
    kept = Plan(first=0, tokens=round(words))
    newest = True
    for index in range(len(path) - 1, -1, -1):
        node = path[index]
        words += _tokens(node.size, ratio)
        files += node.attached if node.speaker is Speaker.USER else 0
        if index and node.speaker is not Speaker.USER:
            continue
        if not newest and words + min(files * ratio, most * FILES_SHARE) > most:
            break
        attached = min(files, max(0, int((most - words) / ratio)))
        kept = Plan(first=index, tokens=round(words + attached * ratio), attached=attached)
        newest = False
    return kept


def shorter(path: Sequence[Node], before: Plan, instructions: int, counted: int, room: Room) -> Plan | None:
    """A prompt with at least one turn less than `before`, or with less of its files. The model counted it as too long.

    None when nothing can be left out any more.
    """
    rest = path[before.first :]
    ratio = measured(rest, instructions + before.attached, counted) * SAFETY
    again = plan(rest, instructions, room, ratio).moved(before.first)
    if again.first > before.first or again.attached < before.attached * CLEARLY_LESS:
        return again
    later = [index for index in turns(path) if index > before.first]
    if later:
        return plan(path[later[0] :], instructions, room, ratio).moved(later[0])
    return replace(again, attached=before.attached // 2) if before.attached else None


def turns(path: Sequence[Node]) -> tuple[int, ...]:
    """Where turns begin: at each message of the person."""
    return tuple(index for index, node in enumerate(path) if node.speaker is Speaker.USER)


def measured(sent: Sequence[Node], instructions: int, counted: int) -> float:
    """Tokens per byte of a prompt that the model counted."""
    size = instructions + sum(node.size for node in sent)
    tokens = counted - TOKENS_PER_MESSAGE * (len(sent) + 1)
    return min(HIGHEST_RATIO, max(LOWEST_RATIO, tokens / max(size, 1)))


def learned(path: Sequence[Node], instructions: int, model: str) -> float | None:
    """Tokens per byte in this chat: what `model` counted for its newest answer here, if that says enough."""
    for index in range(len(path) - 1, -1, -1):
        node = path[index]
        if node.usage is None or node.model != model:
            continue
        sent = path[node.left_out : index]
        size = instructions + node.attached
        if size + sum(one.size for one in sent) < ENOUGH_BYTES:
            return None
        return measured(sent, size, node.usage.prompt_tokens)
    return None


def hopeless(path: Sequence[Node], kept: Plan, room: Room) -> bool:
    """Whether the newest turn alone is too long by far, whatever the model's words are like."""
    newest = turns(path)[-1:] or (0,)
    size = sum(node.size for node in path[newest[0] :])
    return kept.first == newest[0] and size * HOPELESS_RATIO > room.context_tokens


def gauge(path: Sequence[Node], draft: Node | None, instructions: int, room: Room, ratio: float) -> Gauge:
    """How full the context would be. Exact when it rests on the model's own count and nothing is drafted."""
    whole = (*path, draft) if draft is not None else tuple(path)
    kept = plan(whole, instructions, room, ratio)
    newest = path[-1] if path else None
    used, exact = kept.tokens, False
    if newest is not None and newest.usage is not None and newest.left_out == kept.first:
        used = newest.usage.prompt_tokens + newest.usage.completion_tokens
        used += round(_tokens(draft.size, ratio)) if draft is not None else 0
        used += round(max(0, kept.attached - newest.attached) * ratio)
        exact = draft is None
    return Gauge(used, room.context_tokens, kept.first, exact, kept.attached)


class Ratios:
    """Tokens per byte for each model, learned as answers end. A hint that may be forgotten at any time."""

    def __init__(self) -> None:
        self._ratios: dict[str, float] = {}

    def of(self, model: str) -> float:
        """The ratio to plan with."""
        return self._ratios.get(model, TOKENS_PER_BYTE)

    def learn(self, model: str, sent: Sequence[Node], instructions: int, counted: int) -> None:
        """Take in one count: upwards at once, downwards slowly, because too high costs less than too low."""
        if instructions + sum(node.size for node in sent) < ENOUGH_BYTES:
            return
        now = measured(sent, instructions, counted)
        before = self.of(model)
        self._ratios[model] = now if now > before else before * 0.8 + now * 0.2


def _tokens(size: int, ratio: float) -> float:
    return size * ratio + TOKENS_PER_MESSAGE if size else 0.0
