"""What goes for good: a message, a chat, all chats. Keys are destroyed first, and what they sealed follows.

Every removal is on record in the unit of work that destroys the key. Its receipt carries two dates: from when on it
cannot be read through Inhouse, and from when on nobody can read it who holds the disk, its logs and the master key.
"""

from inhouse.chat.removal.receipt import Receipt

__all__ = ["Receipt"]
