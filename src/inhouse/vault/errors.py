"""What the vault refuses, as a tree.

InhouseError              500
|- DoesNotOpen            500  sealed for another place, changed, or cut
`- MasterKeyRefused       500  at the start; the hint says what to do
   |- MasterKeyMissing         the database holds keys that it wrapped
   |- MasterKeyExposed         others may read the file
   |- MasterKeyDamaged         the file is not a master key
   `- WrongMasterKey           it is not the one that the database's keys were wrapped with
Gone                      410
`- ChatKeyGone            410  the chat's key was destroyed
"""

from inhouse.core.errors import Gone, InhouseError


class DoesNotOpen(InhouseError):
    """A sealed value does not open: it was sealed for another place, was changed, or was cut."""

    code = "does_not_open"

    def __init__(self) -> None:
        super().__init__("Something stored cannot be opened.", hint="Tell your administrator: it may be damaged.")


class ChatKeyGone(Gone):
    """The chat's key was destroyed; what it sealed is noise now."""

    code = "chat_gone"


class MasterKeyRefused(InhouseError):
    """The master key cannot be used; the server does not start."""

    code = "master_key_refused"


class MasterKeyMissing(MasterKeyRefused):
    """There is no master key file, but the database holds keys that one has wrapped."""


class MasterKeyExposed(MasterKeyRefused):
    """The file may be read or written by others."""


class MasterKeyDamaged(MasterKeyRefused):
    """The file holds something else than a master key."""


class WrongMasterKey(MasterKeyRefused):
    """The file holds another master key than the one that wrapped the keys of the database."""
