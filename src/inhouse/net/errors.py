"""What can go wrong on the way out, drawn as a tree.

    Unavailable (503)
    |- Unreachable          nobody answers there, or the connection broke
    |  |- NameUnknown          its name has no address
    |  |- CertificateRefused   it cannot prove that the name is its own
    |  `- ProxyRefused         the company's proxy does not let us through
    |- TimedOut             somebody is there and takes too long; the message says at which step
    |- BadResponse          what came back is not HTTP as we accept it, or more than the limit
    |- AddressRefused       the name leads to an address that this destination may not have
    |- DestinationUnknown   the closed table has no such name
    |- GateRefused          sealed: the gate does not let this request out
    `- NoCredential         the destination wants a credential that is not there now
    InvalidRequest (400)
    `- EndpointInvalid      a host, port or socket path that cannot be entered in the table
    InhouseError (500)
    `- AuthoritiesUnusable  the file of the company's authorities cannot be used; the server does not start

Unreachable itself, TimedOut, BadResponse and NameUnknown may heal by themselves (`retry_after` is set); the others need
an administrator.
"""

from inhouse.core.errors import InhouseError, InvalidRequest, Unavailable

RETRY_SECONDS = 5.0
_PROXY_LOGIN = 407
_SERVER_ERRORS = 500


class Unreachable(Unavailable):
    """Nobody answers at the destination, or the connection broke before the answer was whole."""

    code = "destination_unreachable"

    def __init__(
        self, destination: str, what: str, *, hint: str | None = None, retry_after: float | None = RETRY_SECONDS
    ) -> None:
        super().__init__(f"{destination}: {what}", hint=hint, retry_after=retry_after)


class NameUnknown(Unreachable):
    """The destination's name has no address now."""

    code = "destination_name_unknown"

    def __init__(self, destination: str, host: str) -> None:
        super().__init__(
            destination, f"the name {host} has no address.", hint="Look for a slip in it, and at this machine's DNS."
        )


class CertificateRefused(Unreachable):
    """The destination's certificate is not accepted: expired, for another name, or by an authority we do not know."""

    code = "destination_certificate_refused"

    def __init__(self, destination: str, what: str) -> None:
        super().__init__(
            destination,
            f"its certificate is not accepted: {what}.",
            hint="If your company has an authority of its own, name its certificates in INHOUSE_CA_FILE.",
            retry_after=None,
        )


class ProxyRefused(Unreachable):
    """The company's proxy does not let us through to the destination."""

    code = "proxy_refused"

    def __init__(self, destination: str, status: int) -> None:
        if status == _PROXY_LOGIN:
            what = "the proxy wants a user name and password"
            hint = "Put user:password into a file and name it in INHOUSE_PROXY_PASSWORD_FILE."
        elif status >= _SERVER_ERRORS:
            what = f"the proxy does not reach it (status {status})"
            hint = "Ask whoever runs the proxy, and look for a slip in the destination's name."
        else:
            what = f"the proxy refuses to lead there (status {status})"
            hint = "Ask whoever runs the proxy to allow this destination."
        super().__init__(destination, f"{what}.", hint=hint, retry_after=None)


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


class NoCredential(Unavailable):
    """The destination wants a credential that is not there, or not there yet."""

    code = "destination_without_credential"

    def __init__(self, destination: str) -> None:
        super().__init__(
            f"{destination}: its credential is not there.", hint="An administrator can look at its account."
        )


class GateRefused(Unavailable):
    """Sealed: the gate does not let this request out; the message says what is wrong with it."""

    code = "gate_refused"

    def __init__(self, what: str, *, hint: str | None = None) -> None:
        super().__init__(f"The gate does not let this out: {what}.", hint=hint)


class EndpointInvalid(InvalidRequest):
    """A host, port or socket path that cannot be entered in the table of destinations."""

    code = "endpoint_invalid"


class AuthoritiesUnusable(InhouseError):
    """The file with the company's certificate authorities cannot be read, or holds none."""

    code = "authorities_unusable"
