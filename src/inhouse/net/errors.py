"""What can go wrong on the way out, drawn as a tree.

    Unavailable (503)
    |- Unreachable          nobody answers there, or the connection broke
    |- TimedOut             somebody is there and takes too long; the message says at which step
    |- BadResponse          what came back is not HTTP as we accept it, or more than the limit
    |- AddressRefused       the name leads to an address that this destination may not have
    `- DestinationUnknown   the closed table has no such name
    InvalidRequest (400)
    `- EndpointInvalid      a host, port or socket path that cannot be entered in the table

The first three may heal by themselves (`retry_after` is set); the others need an administrator.
"""

from inhouse.core.errors import InvalidRequest, Unavailable

RETRY_SECONDS = 5.0


class Unreachable(Unavailable):
    """Nobody answers at the destination, or the connection broke before the answer was whole."""

    code = "destination_unreachable"

    def __init__(self, destination: str, what: str) -> None:
        super().__init__(f"{destination}: {what}", retry_after=RETRY_SECONDS)


class TimedOut(Unavailable):
    """The destination takes longer than the limit for this step."""

    code = "destination_timed_out"

    def __init__(self, destination: str, step: str, seconds: float) -> None:
        super().__init__(f"{destination}: {step} took longer than {seconds:g} s.", retry_after=RETRY_SECONDS)


class BadResponse(Unavailable):
    """The destination answers something that is not HTTP as we accept it, or more than the limit."""

    code = "destination_bad_response"

    def __init__(self, destination: str, what: str) -> None:
        super().__init__(f"{destination}: {what}", retry_after=RETRY_SECONDS)


class AddressRefused(Unavailable):
    """The destination's name leads to an address that a destination of its class may not have."""

    code = "address_refused"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"The address {address} is refused: {reason}.",
            hint="An administrator can look at where this destination leads and how it is declared.",
        )


class DestinationUnknown(Unavailable):
    """The closed table of destinations has no such name."""

    code = "destination_unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no destination named {name}.")


class EndpointInvalid(InvalidRequest):
    """A host, port or socket path that cannot be entered in the table of destinations."""

    code = "endpoint_invalid"
