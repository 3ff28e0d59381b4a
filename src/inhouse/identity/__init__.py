"""People, how they sign in, and what they may do.

Promises: no default password and no first-come administrator (the first one needs the one-time link or the command
line); passwords are kept as argon2id, tokens and keys as SHA-256 only; a session, a key or a person that is ended is
refused from the next request on; an e-mail that nobody has looks like a wrong password; wrong passwords slow down the
one who sends them, never for good the one whose account it is.

Refuses: two identities in one request, a bad key beside a good cookie, weak passwords, leaving no administrator.
"""

from inhouse.identity.identity import Identity
from inhouse.identity.person import Person, PersonRow

__all__ = ["Identity", "Person", "PersonRow"]
