"""What a new key may be narrowed to, checked and written in one form."""

from datetime import datetime
from ipaddress import ip_network

from inhouse.core import clock
from inhouse.core.errors import InvalidRequest
from inhouse.identity.errors import InvalidAddress
from inhouse.identity.key import KeyTerms

LONGEST_NAME = 200
MOST_ENTRIES = 50
"""Models or addresses of one key."""
_LONGEST_MODEL = 200


def checked(terms: KeyTerms) -> KeyTerms:
    """The terms as they are stored, each entry once. Raises InvalidRequest."""
    return KeyTerms(
        name=_name(terms.name),
        models=_models(terms.models),
        doors=tuple(dict.fromkeys(terms.doors)),
        addresses=_addresses(terms.addresses),
        expires_at=_expiry(terms.expires_at),
    )


def _name(name: str) -> str:
    stripped = " ".join(name.split())
    if not stripped or len(stripped) > LONGEST_NAME or not stripped.isprintable():
        raise InvalidRequest("A key needs a name.", hint=f"Say what it is for, in at most {LONGEST_NAME} characters.")
    return stripped


def _models(models: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of models. Whether there are such models is not asked: one may be added later, and others go."""
    found = tuple(dict.fromkeys(model.strip() for model in models))
    if len(found) > MOST_ENTRIES:
        raise InvalidRequest(f"A key names at most {MOST_ENTRIES} models.", hint="Name none to allow all.")
    if any(not model or len(model) > _LONGEST_MODEL or not model.isprintable() for model in found):
        raise InvalidRequest("That is not the id of a model.", hint="GET /api/models lists them.")
    return found


def _addresses(addresses: tuple[str, ...]) -> tuple[str, ...]:
    if len(addresses) > MOST_ENTRIES:
        raise InvalidRequest(f"A key names at most {MOST_ENTRIES} addresses.", hint="Write networks: 192.0.2.0/24")
    try:
        networks = [ip_network(address.strip()) for address in addresses]
    except ValueError:
        raise InvalidAddress(
            "That is not an address or a network.",
            hint="Write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, with no bits set after the network's part.",
        ) from None
    return tuple(dict.fromkeys(str(network) for network in networks))


def _expiry(expires_at: datetime | None) -> datetime | None:
    if expires_at is None:
        return None
    if expires_at.tzinfo is None:
        raise InvalidRequest("The time at which the key expires lacks its zone.", hint="Write 2030-01-31T12:00:00Z")
    if expires_at <= clock.now():
        raise InvalidRequest("The key would have expired already.", hint="Choose a time to come.")
    return expires_at
