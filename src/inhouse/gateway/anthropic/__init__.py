"""The doors in Anthropic's shape: what speaks to Anthropic speaks to us with another address and key.

They promise what the doors in OpenAI's shape promise, for any model behind us: the same road, keys only, refusals that
name the field, a model that stops when its client goes.
"""

from collections.abc import Awaitable, Callable

from inhouse.core.caller import Caller, Door
from inhouse.core.prompt import CommitmentKey
from inhouse.gateway.anthropic.door import CountTokens, Messages
from inhouse.gateway.anthropic.errors import body_of
from inhouse.gateway.openai.entry import Entry
from inhouse.gateway.openai.models import Offered
from inhouse.gateway.road import Road


def anthropic_entries(
    road: Road, offered: Offered, commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]
) -> tuple[Entry, ...]:
    """The doors that Anthropic's clients know."""
    messages, count = Messages(road, commitment_of), CountTokens(offered, commitment_of)
    return (
        Entry("POST", "/messages", Door.MESSAGES, messages.answer, body_of),
        Entry("POST", "/messages/count_tokens", Door.MESSAGES, count.answer, body_of),
    )


__all__ = ["anthropic_entries"]
