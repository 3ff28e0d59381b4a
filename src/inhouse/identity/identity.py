"""The room put together."""

from dataclasses import dataclass
from typing import Self

from inhouse.identity.attempts import Attempts
from inhouse.identity.groups import Groups
from inhouse.identity.keys import Keys
from inhouse.identity.links import Links
from inhouse.identity.passwords import Passwords
from inhouse.identity.people import People
from inhouse.identity.recognise import Recognise
from inhouse.identity.services import Services
from inhouse.identity.sessions import Sessions
from inhouse.identity.sign_in import SignIn
from inhouse.store import Store
from inhouse.vault import Purpose, Vault

CHANGED = "inhouse_identity"
"""The channel on which PostgreSQL tells every process that keys, people or groups have changed (migration 0005)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What other rooms and the command line ask."""

    people: People
    sessions: Sessions
    keys: Keys
    groups: Groups
    services: Services
    links: Links
    attempts: Attempts
    sign_in: SignIn
    recognise: Recognise

    @classmethod
    def open(cls, store: Store, vault: Vault, passwords: Passwords | None = None) -> Self:
        """Put the room together; nothing is asked of the database yet."""
        passwords = passwords or Passwords()
        sessions = Sessions(store, vault.secret(Purpose.CSRF))
        attempts = Attempts(store, vault.secret(Purpose.SIGN_IN_ATTEMPTS))
        keys = Keys(store)
        return cls(
            people=People(store, vault, passwords, keys.forget),
            sessions=sessions,
            keys=keys,
            groups=Groups(store, keys.forget),
            services=Services(store, keys.forget),
            links=Links(store, passwords, sessions, attempts),
            attempts=attempts,
            sign_in=SignIn(store, passwords, sessions, attempts),
            recognise=Recognise(sessions, keys),
        )
