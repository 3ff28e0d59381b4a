"""The commitment to an answer, while it comes in.

An answer has channels: `text/0` is the words of the first of several answers, `reasoning/0` its reasoning, `tool/0/1`
the name and arguments of its second tool call, `wire` the bytes of an answer that was relayed as it came. How the
pieces were cut and in which order the channels came makes no difference. With HMAC-SHA-256 under the chat's key:

    of one channel    hmac("inhouse answer" 00 channel 00 its bytes), words in UTF-8
    of the answer     hmac("inhouse answer" 00 00, then for each channel in the order of its name:
                      channel 00 its hmac in hexadecimal 0a)
"""

import hashlib
import hmac

from inhouse.core.prompt import CommitmentKey

_LABEL = b"inhouse answer\0"
_MOST_WAITING = 64
_SHORT = 4096
"""So many short pieces of a channel are taken in at once: to hash a word costs as much as to hash a page."""


class AnswerCommitment:
    """Feed it what comes; `hexdigest` at the end."""

    __slots__ = ("_digests", "_key", "_waiting")

    def __init__(self, key: CommitmentKey) -> None:
        self._key = key.key
        self._digests: dict[str, hmac.HMAC] = {}
        self._waiting: dict[str, list[bytes]] = {}

    def add(self, channel: str, piece: bytes) -> None:
        """More of one channel."""
        waiting = self._waiting.get(channel)
        if waiting is None:
            waiting = self._waiting[channel] = [_LABEL + channel.encode("ascii") + b"\0"]
        waiting.append(piece)
        if len(waiting) >= _MOST_WAITING or len(piece) > _SHORT:
            self._take(channel, waiting)

    def hexdigest(self) -> str:
        """The commitment to what came so far."""
        for channel, waiting in self._waiting.items():
            self._take(channel, waiting)
        channels = "".join(f"{name}\0{digest.hexdigest()}\n" for name, digest in sorted(self._digests.items()))
        return hmac.digest(self._key, _LABEL + b"\0" + channels.encode("ascii"), "sha256").hex()

    def _take(self, channel: str, waiting: list[bytes]) -> None:
        taken = b"".join(waiting)
        waiting.clear()
        if (digest := self._digests.get(channel)) is None:
            self._digests[channel] = hmac.new(self._key, taken, hashlib.sha256)
        else:
            digest.update(taken)
