"""The rim: what happens to every request before and after it reaches a room.

1  it gets an id                                   (also in the answer and in our log)
2  who asks is settled, its Host is one of ours    (`edge.front`; DNS rebinding: a page that calls a name of its own)
3  its body has a limit, in bytes and in time
4  its caller is recognised, once
5  a changing request by cookie carries our token and comes from our own pages   (CSRF)
6  the answer carries the security headers
7  a fault of ours becomes a 500 without content
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, InhouseError, InvalidRequest, SignInNeeded, TooLarge
from inhouse.edge.asgi import App, Message, Receive, Scope, Send, connection_of, header, respond
from inhouse.edge.callers import STATE_CALLER
from inhouse.edge.front import Front
from inhouse.edge.health import PATHS as HEALTH_PATHS
from inhouse.edge.refusals import STATE_REQUEST_ID, body_of, headers_of, internal_error

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of one request's body."""
NOBODYS_BODY_LIMIT = 64 * 1024
"""The same for whoever is not signed in: enough for a sign-in, too little to keep us busy with parsing."""
BODY_SECONDS = 30.0
"""The longest silence while a body arrives."""
BODY_GRACE_SECONDS = 120.0
BODY_BYTES_A_SECOND = 8 * 1024
"""A whole body may take the grace, and a second more for so many bytes: a byte now and then holds nothing for hours."""
READ_AWAY_BYTES = 64 * 1024 * 1024
READ_AWAY_SECONDS = 5.0
"""How much of a body that is too large is read and forgotten, so that its sender hears why."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
)
_SECURITY_NAMES = frozenset(name for name, _ in SECURITY_HEADERS)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
"""Sent under a public name with TLS only (RFC 6797): for an address it means nothing."""


class BodyTooLarge(TooLarge):
    """The body is larger than the limit."""

    code = "body_too_large"


class BodyIncomplete(InvalidRequest):
    """The body stopped before its end."""

    code = "body_incomplete"


class CrossSite(Forbidden):
    """A changing request without our token, or from a page that is not ours."""

    code = "cross_site"


@dataclass(frozen=True, slots=True)
class Recognition:
    """How the rim recognises callers, given by the application.

    `resolve` turns headers into a caller, or None; `token_is_good` compares a CSRF token with the caller's session.
    """

    resolve: Callable[[Scope], Awaitable[Caller | None]]
    token_is_good: Callable[[Caller, str], bool]


@dataclass(frozen=True, slots=True)
class LargeBody:
    """A route whose body may be larger than others, because it is taken in piece by piece. `path` matches all of it."""

    method: str
    path: re.Pattern[str]
    limit: int


@dataclass(frozen=True, slots=True)
class Rim:
    """An ASGI application around the rooms."""

    app: App
    recognition: Recognition
    front: Front = field(default_factory=Front)
    large_bodies: tuple[LargeBody, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; refusals and faults become bodies."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["state"] = {STATE_REQUEST_ID: request_id, STATE_CALLER: None}
        answer = _Answer(send, request_id)
        try:
            self.front.settle(scope, anybody=scope["path"] in HEALTH_PATHS)
            answer.strict = self.front.is_public_over_tls(scope)
            await self._recognise(scope)
            await self.app(scope, _limited(scope, receive, self._limit(scope)), answer.send)
        except InhouseError as error:
            await answer.refuse(error)
        except Exception as error:  # noqa: BLE001 (the HTTP rim: one of the two places)
            await answer.refuse(internal_error(error, request_id))

    def _limit(self, scope: Scope) -> int:
        """The most bytes that the body may have."""
        if scope["path"].startswith("/api/") and scope["state"][STATE_CALLER] is None:
            return NOBODYS_BODY_LIMIT
        for large in self.large_bodies:
            if scope["method"] == large.method and large.path.fullmatch(scope["path"]):
                return large.limit
        return BODY_LIMIT

    async def _recognise(self, scope: Scope) -> None:
        path: str = scope["path"]
        if not path.startswith("/api/"):
            return
        caller = await self.recognition.resolve(scope)
        scope["state"][STATE_CALLER] = caller
        if scope["method"] not in _SAFE:
            self._check_cross_site(scope, caller)

    def _check_cross_site(self, scope: Scope, caller: Caller | None) -> None:
        origin = header(scope, b"origin")
        host = header(scope, b"host") or b""
        if origin is not None and not self.front.is_ours(origin, host):
            raise CrossSite("The request comes from another site's page.")
        if header(scope, b"sec-fetch-site") in (b"cross-site", b"same-site"):
            raise CrossSite("The request comes from another site's page.")
        if caller is None or caller.kind is not CallerKind.SESSION:
            return
        token = (header(scope, b"x-csrf-token") or b"").decode("latin-1")
        if not self.recognition.token_is_good(caller, token):
            raise CrossSite("The request lacks this session's token.", hint="Reload the page and try again.")


class _Answer:
    """Adds our headers to an answer, and turns an error into one as long as nothing was sent."""

    __slots__ = ("_request_id", "_send", "_started", "strict")

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self._started = False
        self.strict = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            headers = list(message.get("headers", ()))
            if _SECURITY_NAMES.isdisjoint([name for name, _ in headers]):
                headers += SECURITY_HEADERS
            else:
                names = {name for name, _ in headers}
                headers += [pair for pair in SECURITY_HEADERS if pair[0] not in names]
            if self.strict:
                headers.append(STRICT_TRANSPORT)
            name = self._request_id.encode()
            # Anthropic's clients look for it under the second name.
            headers += [(b"x-request-id", name), (b"request-id", name)]
            message["headers"] = headers
        await self._send(message)

    async def refuse(self, error: InhouseError) -> None:
        """Answer with the error. After the first byte nothing can be said any more: the stream is cut."""
        if not self._started:
            headers = headers_of(error)
            if isinstance(error, TooLarge | BodyIncomplete):
                # The rest of the body is still on its way; we do not want to read it.
                headers.append((b"connection", b"close"))
            await respond(self.send, error.status, headers, body_of(error, self._request_id))


def _limited(scope: Scope, receive: Receive, limit: int) -> Receive:
    """`receive` with the limits; it raises inside the room that reads, so that a door answers in its own shape."""
    declared = header(scope, b"content-length")
    too_large = declared is not None and declared.isdigit() and int(declared) > limit
    connection = connection_of(scope)
    received = 0
    complete = False
    begun: float | None = None

    async def limited() -> Message:
        nonlocal received, complete, begun
        if complete:
            return await receive()
        if too_large:
            await _read_away(receive)
            raise _too_large(limit)
        if connection is not None and connection.has_body():
            message = await receive()
        else:
            begun = clock.monotonic() if begun is None else begun
            message = await _in_time(receive, begun, received)
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if received > limit:
                await _read_away(receive)
                raise _too_large(limit)
        return message

    return limited


async def _in_time(receive: Receive, begun: float, received: int) -> Message:
    """The next part of a body that began then and of which so much has come; raises BodyIncomplete."""
    left = begun + BODY_GRACE_SECONDS + received / BODY_BYTES_A_SECOND - clock.monotonic()
    try:
        async with asyncio.timeout(min(BODY_SECONDS, left)):
            return await receive()
    except TimeoutError:
        raise BodyIncomplete("The body stopped coming, or came too slowly.", hint="Send the whole body.") from None


async def _read_away(receive: Receive) -> None:
    """Read and forget what still comes, for a while: a client that is cut off while it sends never sees our answer."""
    forgotten = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(READ_AWAY_SECONDS):
            while forgotten < READ_AWAY_BYTES:
                message = await receive()
                forgotten += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return


def _too_large(limit: int) -> InhouseError:
    if limit == NOBODYS_BODY_LIMIT:
        return SignInNeeded("You are not signed in, or your session has ended.", hint="Sign in and try again.")
    return BodyTooLarge(f"The request is larger than {limit // (1024 * 1024)} MB.", hint="Send less at once.")
