"""How much is left, as the headers that OpenAI's clients know.

The headers show the strictest rule of those that counted the call: the one with the least left. The meter tells them
to whoever answers a door's request through `answering`, so that no door has to carry them.
"""

from collections.abc import Sequence
from contextvars import ContextVar

from inhouse.core.clock import monotonic
from inhouse.core.errors import InhouseError
from inhouse.edge.asgi import Message, Send
from inhouse.gateway.limits.counter import Counter
from inhouse.gateway.limits.errors import BudgetUsedUp, OverLimit

Headers = list[tuple[bytes, bytes]]


class Telling:
    """Sends an answer and adds what is left to its head. `counters` is set by the meter, as late as the call is."""

    __slots__ = ("_send", "counters", "refused")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.counters: Sequence[Counter] = ()
        self.refused: InhouseError | None = None

    async def __call__(self, message: Message) -> None:
        """Send one message of the answer."""
        if message["type"] == "http.response.start" and self.counters:
            message["headers"] = [*message["headers"], *headers(self.counters, monotonic())]
        if message["type"] == "http.response.start" and isinstance(self.refused, BudgetUsedUp | OverLimit):
            # OpenAI's clients try a 429 again by themselves unless told that it is of no use.
            message["headers"] = [*message["headers"], (b"x-should-retry", b"false")]
        await self._send(message)


answering: ContextVar[Telling | None] = ContextVar("answering", default=None)
"""Who answers the door's request that this task works for."""


def headers(counters: Sequence[Counter], seconds: float) -> Headers:
    """The headers for the rules that counted a call; none where no rule bounds requests or tokens."""
    told: Headers = []
    requests = min(
        ((*left, each.bounds.requests) for each in counters if (left := each.requests_left(seconds))), default=None
    )
    if requests is not None:
        told += _told(b"requests", *requests)
    tokens = min(
        ((*left, each.bounds.tokens) for each in counters if (left := each.tokens_left(seconds))), default=None
    )
    if tokens is not None:
        told += _told(b"tokens", *tokens)
    return told


def _told(what: bytes, left: int, reset: int, limit: int | None) -> Headers:
    return [
        (b"x-ratelimit-limit-" + what, str(limit).encode()),
        (b"x-ratelimit-remaining-" + what, str(left).encode()),
        (b"x-ratelimit-reset-" + what, f"{reset}s".encode()),
    ]
