"""What may stand in a message, a title or instructions: text that every part of us can store and send. Pure.

NUL and halves of surrogate pairs are refused with their place. Everything else stays as it is, also characters that
change the direction of writing: the reader's page isolates them.
"""

from inhouse.chat.chat import MESSAGE_BYTES
from inhouse.chat.errors import InvalidText, MessageEmpty, MessageTooLarge


def checked(text: str) -> str:
    """The text as it is; raises InvalidText."""
    at = text.find("\x00")
    if at < 0:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            at = error.start
    if at >= 0:
        what = "a NUL character" if text[at] == "\x00" else "half of a character (a lone surrogate)"
        raise InvalidText(
            f"The text holds {what} at position {at + 1:,}.",
            hint="Remove it and send again.",
            details={"position": at + 1},
        )
    return text


def checked_message(text: str, *, with_files: bool = False) -> str:
    """A message as it is; raises InvalidText, MessageTooLarge, and MessageEmpty when no files come with it."""
    # Characters first: no text is shorter in bytes, and a very long one is not encoded just to be refused.
    if len(text) > MESSAGE_BYTES or len(checked(text).encode()) > MESSAGE_BYTES:
        raise MessageTooLarge(
            f"A message may be at most {MESSAGE_BYTES:,} bytes (1 MiB) of UTF-8 long.",
            hint="Send it in several messages.",
            details={"limit_bytes": MESSAGE_BYTES},
        )
    if not text.strip() and not with_files:
        raise MessageEmpty("The message is empty.", hint="Write something.")
    return text
