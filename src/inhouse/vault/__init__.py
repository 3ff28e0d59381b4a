"""Keys and sealing: what is stored is sealed, and what was shredded does not open again.

    master key      a file, never in the database
     `- person key  wrapped by a key derived from the master key      keys.person_keys
         `- chat key    wrapped by the person key                     keys.chat_keys
             `- text, titles, instructions, ...                       AES-256-GCM (NIST SP 800-38D)

Promises: a sealed value opens only for the person, chat, record and kind it was sealed for; a chat whose key was
destroyed is unreadable through Inhouse at once; no two purposes share a key. Copies of a destroyed wrapped key can live
on in the write-ahead log and in backups of the database until they are overwritten.

Refuses: a master key file that others can read, a missing one while the database holds keys made with it, another one.
Whoever holds the master key file and the database can read everything: the running server does.
"""

from inhouse.vault.derive import Purpose
from inhouse.vault.errors import ChatKeyGone, DoesNotOpen
from inhouse.vault.sealing import Sealer
from inhouse.vault.vault import Vault

__all__ = ["ChatKeyGone", "DoesNotOpen", "Purpose", "Sealer", "Vault"]
