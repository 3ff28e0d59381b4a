"""A checkpoint as a letter: the file is the checkpoint byte for byte, and the header says what it is."""

from email import message_from_bytes
from email.policy import default

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.ledger.checkpoint import Checkpoint, sign
from inhouse.ledger.letter import written
from inhouse.ledger.witness import Mail
from inhouse.net import Entry, Tcp

PLACE = Destination("checkpoints w", DestinationClass.EXTERNAL, Assurance.DECLARED)
MAIL = Mail(
    Entry(PLACE, Tcp("mail.example.com", 465, "https")),
    "tls",
    "inhouse@example.com",
    ("a@example.com", "b@example.org"),
)


def test_the_checkpoint_is_attached_as_it_was_signed() -> None:
    note = sign(Checkpoint("inhouse/tenant/one", 3, b"r" * 32), b"s" * 32).encode()
    name = "one.00000000000000000003.checkpoint"
    letter = written(MAIL, name, "one", 3, note)
    assert (letter.sender, letter.recipients) == ("inhouse@example.com", ("a@example.com", "b@example.org"))
    message = message_from_bytes(letter.message, policy=default)
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (name, note)
    assert message["To"] == "a@example.com, b@example.org"
    assert message["Subject"] == "Checkpoint of Inhouse: log one, 3 entries"
    body = message.get_body()
    assert body is not None
    assert f"--since {name}" in body.get_content()


def test_the_same_checkpoint_is_the_same_letter() -> None:
    first, again, other = (
        message_from_bytes(written(MAIL, "x", "one", size, b"x").message)["Message-ID"] for size in (3, 3, 4)
    )
    assert first == again == "<one.3@example.com>"
    assert other != first


def test_lines_end_as_mail_wants_them_and_none_is_too_long() -> None:
    lines = written(MAIL, "x", "one", 3, b"\x00\xff" * 5000).message.split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert max(map(len, lines)) < 1000
