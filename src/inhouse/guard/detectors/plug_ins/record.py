"""What a plug-in is shown goes on record first: on whose behalf, in which prompt, under which policy."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from inhouse.core.caller import Caller
from inhouse.core.destination import Destination
from inhouse.core.prompt import Prompt
from inhouse.net import Permit


@dataclass(frozen=True, slots=True)
class Showing:
    """Why texts are shown. `policy` is the hash of the one that asks; without a caller nothing is shown."""

    caller: Caller | None
    prompt: Prompt
    policy: str


class Record(Protocol):
    """The ledger, as it stands to plug-ins; the app knows it."""

    def line(
        self, caller: Caller, showing: Showing, destination: Destination, detector: str, body: bytes
    ) -> AbstractAsyncContextManager[Permit]:
        """A line for exactly these bytes, durable once it is entered, closed when it is left.

        Entering raises InhouseError: then nothing may be shown. What leaves it by an error has failed.
        """
        ...
