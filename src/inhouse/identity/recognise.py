"""Who sends a request: the session of a cookie, or the API key of an Authorization header.

There is no anonymous caller: what is not recognised is None, and what is recognised wrongly is refused, never let
through as somebody else or as nobody.
"""

from inhouse.core.caller import Caller
from inhouse.edge.asgi import Scope, header, over_tls
from inhouse.identity.errors import KeyUnknown, TwoIdentities
from inhouse.identity.keys import Keys
from inhouse.identity.sessions import Sessions
from inhouse.identity.tokens import KEY_WORD

_LONGEST_TOKEN = 200
_HOST_COOKIE = "__Host-inhouse_session"
_PLAIN_COOKIE = "inhouse_session"


class Recognise:
    """Finds the caller of a request."""

    def __init__(self, sessions: Sessions, keys: Keys) -> None:
        self._sessions = sessions
        self._keys = keys

    async def caller(self, scope: Scope) -> Caller | None:
        """The caller, None without a session or key. Raises KeyUnknown and TwoIdentities.

        A key that is not good is refused even beside a good cookie. With both, of one person, the key counts: it may
        do less.
        """
        token = session_token(scope)
        by_cookie = await self._sessions.find(token) if token else None
        authorization = header(scope, b"authorization")
        if authorization is None:
            return by_cookie
        by_key = await self.key(authorization)
        if by_cookie is not None and by_cookie.person != by_key.person:
            raise TwoIdentities("The cookie and the API key belong to different people.", hint="Send one of them.")
        return by_key

    async def key(self, authorization: bytes | None) -> Caller:
        """The caller of an Authorization header (RFC 6750). Raises KeyUnknown."""
        scheme, _, secret = (authorization or b"").decode("latin-1").partition(" ")
        secret = secret.strip()
        if scheme.lower() == "bearer" and secret.startswith(KEY_WORD) and len(secret) <= _LONGEST_TOKEN:
            found = await self._keys.find(secret)
            if found is not None:
                return found
        raise KeyUnknown("The API key is unknown or was revoked.", hint="Make a new one in the settings.")


def cookie_name(scope: Scope) -> str:
    """The name under which the session cookie is set.

    Over TLS browsers hold the prefix to its promise: this host only (RFC 6265bis).
    """
    return _HOST_COOKIE if over_tls(scope) else _PLAIN_COOKIE


def session_token(scope: Scope) -> str:
    """The token of the session cookie, or an empty text."""
    # Behind a proxy that ends TLS, a plain request does not tell which of the two its browser was given.
    return cookie(scope, _HOST_COOKIE) or cookie(scope, _PLAIN_COOKIE)


def cookie(scope: Scope, name: str) -> str:
    """The first cookie of that name, or an empty text (RFC 6265, section 5.4)."""
    for key, value in scope["headers"]:
        if key == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                found, _, content = pair.strip().partition("=")
                if found == name and len(content) <= _LONGEST_TOKEN:
                    return content
    return ""
