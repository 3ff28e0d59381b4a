"""The door in the shape of OpenAI's Responses.

It promises what the other doors promise, for any model behind us. An answer is kept only where its request says
`store: true`: sealed under a key of its own, for its owner, for 30 days at most; deleting it destroys the key. Nothing
is ever kept at a provider.
"""

from collections.abc import Awaitable, Callable

from inhouse.core.caller import Caller, Door
from inhouse.core.prompt import CommitmentKey
from inhouse.gateway.openai.entry import Entry
from inhouse.gateway.responses.door import Responses
from inhouse.gateway.responses.errors import body_of
from inhouse.gateway.responses.kept import Kept
from inhouse.gateway.road import Road


def responses_entries(
    road: Road, kept: Kept, commitment_of: Callable[[Caller], Awaitable[CommitmentKey]]
) -> tuple[Entry, ...]:
    """The doors of Responses."""
    responses = Responses(road, kept, commitment_of)
    return (
        Entry("POST", "/responses", Door.RESPONSES, responses.answer, body_of),
        Entry("GET", "/responses/{name}", Door.RESPONSES, responses.show, body_of),
        Entry("DELETE", "/responses/{name}", Door.RESPONSES, responses.delete, body_of),
    )


__all__ = ["Kept", "responses_entries"]
