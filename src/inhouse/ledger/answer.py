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


class AnswerCommitment:
    """Feed it what comes; `hexdigest` at the end."""

    __slots__ = ("_channels", "_key")

    def __init__(self, key: CommitmentKey) -> None:
        self._key = key.key
        self._channels: dict[str, hmac.HMAC] = {}

    def add(self, channel: str, piece: bytes) -> None:
        """More of one channel."""
        digest = self._channels.get(channel)
        if digest is None:
            digest = hmac.new(self._key, _LABEL + channel.encode("ascii") + b"\0", hashlib.sha256)
            self._channels[channel] = digest
        digest.update(piece)

    def hexdigest(self) -> str:
        """The commitment to what came so far."""
        channels = "".join(f"{name}\0{digest.hexdigest()}\n" for name, digest in sorted(self._channels.items()))
        return hmac.digest(self._key, _LABEL + b"\0" + channels.encode("ascii"), "sha256").hex()
