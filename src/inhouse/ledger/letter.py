"""A checkpoint as a letter: a few words for people, and the checkpoint itself as a file.

Every word of its header is the installation's own: addresses from the settings, which `witness` has checked, the log's
name and a number. The same checkpoint is the same letter wherever it is sent again: its Message-ID says so.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from inhouse.core import clock
from inhouse.ledger.witness import Mail
from inhouse.net import Letter

_WORDS = """\
This is a checkpoint of the ledger of Inhouse. Log {log}, {size} entries.

Keep the attached file. Whoever writes the ledger anew later cannot make it fit.
To compare, export the ledger and name the file:

    inhouse ledger verify FOLDER --key KEY --since {name}
"""


def written(mail: Mail, name: str, log: str, size: int, note: bytes) -> Letter:
    """The letter that brings a note, as a file of that name, to the people of `mail`."""
    message = EmailMessage(SMTP)
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.recipients)
    message["Subject"] = f"Checkpoint of Inhouse: log {log}, {size} entries"
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{log}.{size}@{mail.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it.
    message.set_content(_WORDS.format(log=log, size=size, name=name))
    message.add_attachment(note, maintype="application", subtype="octet-stream", filename=name)
    return Letter(mail.sender, mail.recipients, message.as_bytes())
