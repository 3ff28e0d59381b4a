"""One letter through a mail server of the table (SMTP, RFC 5321), always by TLS that is checked for the server's name.

The standard library speaks SMTP, in a thread, on a connection that is opened here to a checked address. Nobody gets a
letter unless all of its recipients are taken. A reply is bounded in size, and the whole conversation in time.
"""

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import IO, Final, Literal

from inhouse.net.client import Client, Way
from inhouse.net.errors import BadResponse, CertificateRefused, TimedOut, Unreachable
from inhouse.net.trust import issuer_unknown

Security = Literal["starttls", "tls"]
"""TLS after the first words (RFC 3207), or from the first byte on (RFC 8314)."""

SECONDS = 60.0
"""For the whole conversation."""
_STEP_SECONDS: Final = 20.0
_CONNECT_SECONDS: Final = 10.0
_REPLY_BYTES: Final = 1 << 16
_DONE: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are to the mail server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its headers (RFC 5322), and the envelope: addresses that were checked to be plain."""

    sender: str
    recipients: Sequence[str]
    message: bytes = field(repr=False)


async def post(client: Client, destination: str, security: Security, login: Login | None, letter: Letter) -> None:
    """Hand the letter over to the mail server.

    Raises DestinationUnknown, GateRefused, AddressRefused, CertificateRefused, Unreachable, TimedOut, and BadResponse
    with the number that the server refuses by.
    """
    try:
        async with asyncio.timeout(SECONDS):
            way = await client.way(destination)
            circles = way.trust.order(destination)
            for circle in circles:
                try:
                    await _converse(way, way.trust.context(circle), security, login, letter)
                except ssl.SSLCertVerificationError as error:
                    if circle is circles[-1] or not issuer_unknown(error):
                        raise
                else:
                    way.trust.note(destination, circle)
                    return
    except TimeoutError as error:
        raise TimedOut(destination, "the mail server", SECONDS) from error
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(destination, error.verify_message) from error
    except ssl.SSLError as error:
        raise Unreachable(destination, f"TLS failed ({error.reason})") from error
    except smtplib.SMTPException as error:
        raise BadResponse(destination, _what(error)) from error
    except OSError as error:
        raise Unreachable(destination, f"nobody answers ({error.strerror or error})") from error


async def _converse(way: Way, tls: ssl.SSLContext, security: Security, login: Login | None, letter: Letter) -> None:
    connection = await _connected(way)
    # A second handle on the same connection: cutting it ends the thread wherever it waits.
    with connection.dup() as cut:
        try:
            await asyncio.to_thread(_speak, _Server(connection, way.endpoint.host, tls, security), login, letter)
        finally:
            with suppress(OSError):
                cut.shutdown(socket.SHUT_RDWR)
            connection.close()


async def _connected(way: Way) -> socket.socket:
    trouble: OSError = OSError("the name has no address")
    for each in way.addresses:
        family = socket.AF_INET6 if ip_address(each).version == 6 else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await asyncio.get_running_loop().sock_connect(connection, (each, way.endpoint.port))
        except OSError as error:
            connection.close()
            trouble = OSError("it took too long") if isinstance(error, TimeoutError) else error
        except BaseException:
            connection.close()
            raise
        else:
            connection.settimeout(_STEP_SECONDS)
            return connection
    raise trouble


class _Server(smtplib.SMTP):
    """The library's client on a connection that stands; `greet` begins."""

    def __init__(self, connection: socket.socket, host: str, tls: ssl.SSLContext, security: Security) -> None:
        self._connection = connection
        self._named = host
        self._tls = tls
        self._security = security
        # Not our own name, which the library would look up: an address literal says nothing (RFC 5321, 4.1.3).
        super().__init__(local_hostname="[127.0.0.1]", timeout=_STEP_SECONDS)

    def greet(self) -> None:
        """Hear the greeting and speak TLS from then on, or before."""
        # The library checks the certificate for this name in `starttls`.
        self._host = self._named
        self.sock = self._connection
        if self._security == "tls":
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._named)
        code, said = self.getreply()
        if code not in _DONE:
            raise smtplib.SMTPConnectError(code, said)
        self.ehlo()
        if self._security == "starttls":
            self.starttls(context=self._tls)

    def getreply(self) -> tuple[int, bytes]:
        """The next reply; raises SMTPException for one that does not end."""
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"))
        if isinstance(self.file, _Bounded):
            self.file.left = _REPLY_BYTES
        return super().getreply()


class _Bounded:
    """What the library reads lines from."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left = _REPLY_BYTES

    def readline(self, most: int) -> bytes:
        """One line."""
        line = self._file.readline(most)
        self.left -= len(line)
        if self.left < 0:
            raise smtplib.SMTPException("its reply does not end")
        return line

    def close(self) -> None:
        """Read no more."""
        self._file.close()


def _speak(server: _Server, login: Login | None, letter: Letter) -> None:
    try:
        server.greet()
        if login is not None:
            _sign_in(server, login)
        server.ehlo_or_helo_if_needed()
        _wanted(*server.mail(letter.sender), "the sender")
        for each in letter.recipients:
            _wanted(*server.rcpt(each), f"the recipient {each}")
        _wanted(*server.data(letter.message), "the letter")
        # It has the letter; how it says goodbye changes nothing.
        with suppress(OSError):
            server.quit()
    finally:
        server.close()


class _Refused(smtplib.SMTPException):
    """It does not take something, or says nonsense; the words are ours."""


def _sign_in(server: _Server, login: Login) -> None:
    try:
        server.login(login.user, login.password)
    except ValueError as error:
        # The library decodes what it is asked.
        raise _Refused("its question at the sign-in cannot be understood") from error


def _wanted(code: int, _: bytes, what: str) -> None:
    if code not in _DONE:
        raise _Refused(f"it refuses {what} with {code}")


def _what(error: smtplib.SMTPException) -> str:
    """What is wrong, without words of the server: those could be anything."""
    match error:
        case _Refused():
            return str(error)
        case smtplib.SMTPAuthenticationError():
            return f"it refuses the user or the password with {error.smtp_code}"
        case smtplib.SMTPResponseException():
            return f"it answers with {error.smtp_code}"
        case smtplib.SMTPNotSupportedError():
            return "it speaks no TLS, or has no way to sign in that is known here"
        case smtplib.SMTPServerDisconnected():
            return "it hung up, or its reply did not come or did not end"
        case _:
            return "its ways to sign in are not known here, or do not end"
