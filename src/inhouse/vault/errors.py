"""What the vault refuses, as a tree.

InhouseError              500
|- DoesNotOpen            500  sealed for another place, changed, or cut
`- MasterKeyRefused       500  at the start; the hint says what to do
   |- MasterKeyMissing         the database holds keys that it wrapped
   |- KeysMissing              content came back without its wrapped keys
   |- MasterKeyExposed         others may read the file
   |- MasterKeyDamaged         the file is not a master key
   |- WrongMasterKey           it is not the one that the database's keys were wrapped with
   |- CustodyRefused           it would not lie where it has to
   |- EpochKeyMissing          the key of an epoch is not in its folder
   |- EpochKeyWrong            it does not open, or others may read it
   `- KeyProviderRefused       the provider of keys says no
KeyProviderAway           503  the provider of keys does not answer
RotationOvertaken         409  somebody else has rotated the key meanwhile
Gone                      410
`- ChatKeyGone            410  the chat's key was destroyed
"""

from inhouse.core.errors import Conflict, Gone, InhouseError, Unavailable


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


class KeysMissing(MasterKeyRefused):
    """The database holds what was sealed, and no wrapped key. New keys would make it unreadable for ever, unseen."""


class MasterKeyExposed(MasterKeyRefused):
    """The file may be read or written by others."""


class MasterKeyDamaged(MasterKeyRefused):
    """The file holds something else than a master key."""


class WrongMasterKey(MasterKeyRefused):
    """The file holds another master key than the one that wrapped the keys of the database."""


class CustodyRefused(MasterKeyRefused):
    """The master key would lie where it must not."""


class EpochKeyMissing(MasterKeyRefused):
    """The key of an epoch is not in its folder."""


class EpochKeyWrong(MasterKeyRefused):
    """The key of an epoch does not open, or others may read it."""


class KeyProviderRefused(MasterKeyRefused):
    """The provider of keys says no, or something that is not understood."""


class KeyProviderAway(Unavailable):
    """The provider of keys does not answer."""

    code = "key_provider_away"


class RotationOvertaken(Conflict):
    """Somebody else has rotated the key meanwhile."""

    code = "rotation_overtaken"
