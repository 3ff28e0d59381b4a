"""Puts the real words back into an answer while it streams, channel by channel."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from inhouse.guard.stand_ins.arguments import Arguments
from inhouse.guard.stand_ins.mapping import StandIns
from inhouse.guard.stand_ins.reader import Piece, Reader


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the streams within an answer. `index` tells the calls of tools apart."""

    choice: int
    what: Literal["text", "reasoning", "refusal", "tool"]
    index: int = 0


class Restorer:
    """For one answer. `elsewhere` are the tools that run at another external destination: nothing is restored for them.

    The map must hold all that left; what is added to it later is not known here.
    """

    def __init__(self, stand_ins: StandIns, elsewhere: Collection[str] = ()) -> None:
        self._stand_ins = stand_ins
        self._elsewhere = frozenset(elsewhere)
        self._channels: dict[Channel, Reader | Arguments] = {}
        self._left: set[Channel] = set()

    @property
    def unknown(self) -> int:
        """How many words looked like stand-ins and are none of this conversation; they stayed as they were."""
        return sum(reader.unknown for reader in self._channels.values())

    def called(self, channel: Channel, tool: str) -> None:
        """The tool that gets the arguments of this channel."""
        if tool in self._elsewhere:
            self._left.add(channel)

    def reader(self, channel: Channel) -> Reader:
        """Who reads a channel of words; what `passes` there needs no `feed`."""
        reader = self._channels.get(channel)
        if not isinstance(reader, Reader):
            reader = self._channels[channel] = Reader(self._stand_ins, prose=True)
        return reader

    def feed(self, channel: Channel, text: str) -> list[Piece]:
        """What goes on in a channel now that `text` has come."""
        if channel.what != "tool":
            return self.reader(channel).feed(text)
        if channel in self._left:
            return [Piece(text)] if text else []
        arguments = self._channels.get(channel)
        if arguments is None:
            arguments = self._channels[channel] = Arguments(self._stand_ins)
        return arguments.feed(text)

    def flush(self, channel: Channel) -> list[Piece]:
        """What was held back in a channel; nothing comes in it any more, or something else comes first."""
        reader = self._channels.get(channel)
        return [] if reader is None else reader.flush()

    def channels(self, choice: int | None = None) -> list[Channel]:
        """Those that have spoken, of one choice or of all."""
        return [channel for channel in self._channels if choice is None or channel.choice == choice]

    def whole(self, text: str) -> str:
        """A whole text of prose with the real words."""
        reader = Reader(self._stand_ins, prose=True)
        return "".join(piece.shown for piece in (*reader.feed(text), *reader.flush()))
