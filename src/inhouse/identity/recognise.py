"""Who sends a request: the session of a cookie, or the API key of a header.

There is no anonymous caller: what is not recognised is None, and what is recognised wrongly is refused, never let
through as somebody else or as nobody.
"""

from inhouse.core.caller import Caller
from inhouse.edge.asgi import Scope, over_tls
from inhouse.edge.front import client_address
from inhouse.identity.errors import KeyForDoorsOnly, KeyUnknown, TwoIdentities
from inhouse.identity.keys import Keys
from inhouse.identity.sessions import Sessions
from inhouse.identity.tokens import KEY_WORD

_LONGEST_TOKEN = 200
_KEY_HEADERS = frozenset({b"authorization", b"api-key", b"x-api-key"})
_HOST_COOKIE = "__Host-inhouse_session"
_PLAIN_COOKIE = "inhouse_session"


class Recognise:
    """Finds the caller of a request."""

    def __init__(self, sessions: Sessions, keys: Keys) -> None:
        self._sessions = sessions
        self._keys = keys

    async def caller(self, scope: Scope) -> Caller | None:
        """The caller of the JSON API, None without a session or key.

        A key that is not good is refused even beside a good cookie. With both, of one person, the key counts: it may
        do less. Raises KeyUnknown, KeyExpired, KeyAddressRefused, KeyForDoorsOnly and TwoIdentities.
        """
        token = session_token(scope)
        by_cookie = await self._sessions.find(token) if token else None
        by_key = await self.at_door(scope)
        if by_key is None:
            return by_cookie
        if by_key.doors_only:
            raise KeyForDoorsOnly(
                "This API key opens the addresses under /v1/ that it was made for, and nothing else.",
                hint="Use a key that is not narrowed to doors.",
            )
        if by_cookie is not None and by_cookie.person != by_key.person:
            raise TwoIdentities("The cookie and the API key belong to different people.", hint="Send one of them.")
        return by_key

    async def at_door(self, scope: Scope) -> Caller | None:
        """The caller at a door of the gateway: by a key alone, None without one.

        A cookie would let any website call a door from a signed-in person's browser. Raises KeyUnknown, KeyExpired and
        KeyAddressRefused.
        """
        secret = _secret(scope)
        if secret is None:
            return None
        if secret.startswith(KEY_WORD) and len(secret) <= _LONGEST_TOKEN:
            found = await self._keys.find(secret, client_address(scope))
            if found is not None:
                return found
        raise KeyUnknown("The API key is unknown or was revoked.", hint="Make a new one in the settings.")


def _secret(scope: Scope) -> str | None:
    """The key that a request carries, empty for one that cannot be ours, None when it carries none.

    OpenAI's clients send `Authorization: Bearer` (RFC 6750), which counts where several are sent; Azure's send
    `api-key`, Anthropic's `x-api-key`.
    """
    sent = {name: value for name, value in reversed(scope["headers"]) if name in _KEY_HEADERS}
    if not sent:
        return None
    bearer = sent.get(b"authorization")
    if bearer is None:
        return (sent.get(b"api-key") or sent.get(b"x-api-key") or b"").decode("latin-1").strip()
    scheme, _, secret = bearer.decode("latin-1").strip().partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


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
