"""The doors in OpenAI's shape: what speaks to OpenAI or Azure speaks to us with another address and key.

They promise: the same road as the web chat, keys only, refusals that name the field, a model that stops when its client
goes. They refuse: fields whose meaning would be lost silently, and fields that would send the words somewhere else.
"""

from collections.abc import Awaitable, Callable

from inhouse.core.caller import Caller, Door
from inhouse.core.prompt import CommitmentKey
from inhouse.gateway.openai.chat_completions import ChatCompletions
from inhouse.gateway.openai.doors import PREFIXES, Doors
from inhouse.gateway.openai.embeddings import Embeddings
from inhouse.gateway.openai.entry import Call, Entry
from inhouse.gateway.openai.models import ModelList, Offered
from inhouse.gateway.road import Road


def openai_entries(
    road: Road, offered: Offered, commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]
) -> tuple[Entry, ...]:
    """The doors that OpenAI's older clients know."""
    models = ModelList(offered)
    return (
        Entry("POST", "/chat/completions", Door.CHAT, ChatCompletions(road, commitment_of).answer),
        Entry("POST", "/embeddings", Door.EMBEDDINGS, Embeddings(road, commitment_of).answer),
        Entry("GET", "/models", Door.MODELS, models.answer_all),
        Entry("GET", "/models/{name}", Door.MODELS, models.answer_one),
    )


__all__ = ["PREFIXES", "Call", "Doors", "Entry", "openai_entries"]
