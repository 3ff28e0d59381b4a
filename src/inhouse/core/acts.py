"""What somebody does that belongs on record although no words leave by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inhouse.core.ids import ChatId, PersonId


class ActKind(StrEnum):
    """What was done. The words stand in entries of the ledger, so one that was used stays."""

    DELETION = "deletion"
    """Something of one person was shredded: `what` says message, chat, chats, file, response or responses."""
    ERASURE = "erasure"
    """Everything of one person was destroyed."""
    TAKE_OUT = "take_out"
    """A person took their data."""
    CONSENT = "consent"
    """A person said yes or no to training."""
    TRAINING_EXPORT = "training_export"
    POLICY = "policy"
    """The guard's policy, retention, history-off or another rule of the organisation was changed."""
    SETTINGS = "settings"
    """Models, accounts, groups, limits or destinations were changed."""
    KEY = "key"
    """A master, person, epoch or checkpoint key was made, wrapped anew or destroyed."""
    ROLE = "role"
    """Somebody became or ceased to be an administrator or an auditor."""
    ADMIN_SIGN_IN = "admin_sign_in"
    READING = "reading"
    """Somebody read what is another person's."""
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done. `actor` is None for Inhouse itself and for whoever holds the server's command line.

    `subject` is the person it was done to, where that is somebody else than the actor; `chat` the chat it is about.
    `facts` hold no content and no names of people: codes, counts, dates, hashes of public texts. Keys are ASCII.
    """

    kind: ActKind
    actor: PersonId | None
    subject: PersonId | None = None
    chat: ChatId | None = None
    facts: Mapping[str, str | int | None] = field(default_factory=dict[str, str | int | None])
