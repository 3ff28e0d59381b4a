"""What of a chat is sealed, and under which kind. Everything that anybody wrote is; nothing else is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

from inhouse.chat.chat import Attachment, Chat, Message, Trouble
from inhouse.core.events import CutFile
from inhouse.core.ids import ChatId, FileId, MessageId
from inhouse.vault import Sealer

_TITLE, _INSTRUCTIONS, _MESSAGE, _PART = "title", "instructions", "message", "part"

Words = tuple[str, str, Trouble | None]
"""Text, reasoning, and why it failed."""
Files = tuple[tuple[Attachment, ...], tuple[CutFile, ...]]
"""What came with a question, and what did not fit into the prompt of an answer."""


def seal_title(sealer: Sealer, chat: ChatId, title: str | None) -> bytes | None:
    """The title, sealed."""
    return None if title is None else sealer.seal(title.encode(), _TITLE, chat)


def open_title(sealer: Sealer, chat: ChatId, sealed: bytes | None) -> str | None:
    """The title; raises DoesNotOpen."""
    return None if sealed is None else sealer.open(sealed, _TITLE, chat).decode()


def seal_instructions(sealer: Sealer, chat: ChatId, instructions: str) -> bytes | None:
    """The chat's instructions, sealed; None for none."""
    return sealer.seal(instructions.encode(), _INSTRUCTIONS, chat) if instructions else None


def open_instructions(sealer: Sealer, chat: ChatId, sealed: bytes | None) -> str:
    """The chat's instructions; raises DoesNotOpen."""
    return "" if sealed is None else sealer.open(sealed, _INSTRUCTIONS, chat).decode()


def seal_message(sealer: Sealer, message: Message) -> bytes:
    """The words of a message, sealed."""
    content: dict[str, Any] = {"text": message.text}
    if message.reasoning:
        content["reasoning"] = message.reasoning
    if message.trouble is not None:
        content["trouble"] = message.trouble
    if message.attachments:
        content["attachments"] = [_attachment(one) for one in message.attachments]
    if message.cut_files:
        content["cut_files"] = message.cut_files
    return sealer.seal(orjson.dumps(content), _MESSAGE, message.id)


def open_message(sealer: Sealer, message: MessageId, sealed: bytes) -> Words:
    """The words of a message; raises DoesNotOpen."""
    return words_of(sealer.open(sealed, _MESSAGE, message))


def message_opener(sealer: Sealer) -> Callable[[bytes, UUID], bytes]:
    """Opens very many messages of a chat, each given with its id, for `words_of`; the calls raise DoesNotOpen."""
    return sealer.opener(_MESSAGE)


def words_of(opened: bytes) -> Words:
    """The words of an opened message, which is JSON in UTF-8."""
    return _words(orjson.loads(opened))


def open_whole(sealer: Sealer, message: MessageId, sealed: bytes) -> tuple[Words, Files]:
    """The words of a message and what is known of its files; raises DoesNotOpen."""
    content: dict[str, Any] = orjson.loads(sealer.open(sealed, _MESSAGE, message))
    attachments = tuple(_opened(**one) for one in content.get("attachments", ()))
    return _words(content), (attachments, tuple(CutFile(**one) for one in content.get("cut_files", ())))


def seal_part(sealer: Sealer, message: MessageId, number: int, text: str, reasoning: str) -> bytes:
    """One part of a running answer, sealed; it opens only as the part of that number."""
    return sealer.seal(orjson.dumps([text, reasoning]), f"{_PART} {number}", message)


def open_part(sealer: Sealer, message: MessageId, number: int, sealed: bytes) -> tuple[str, str]:
    """Text and reasoning of one part; raises DoesNotOpen."""
    text, reasoning = orjson.loads(sealer.open(sealed, f"{_PART} {number}", message))
    return text, reasoning


def sealed_chat(sealer: Sealer, chat: Chat) -> dict[str, bytes | None]:
    """The sealed columns of a chat."""
    return {
        "title": seal_title(sealer, chat.id, chat.title),
        "instructions": seal_instructions(sealer, chat.id, chat.instructions),
    }


def _words(content: dict[str, Any]) -> Words:
    trouble = content.get("trouble")
    return content["text"], content.get("reasoning", ""), None if trouble is None else Trouble(**trouble)


def _attachment(one: Attachment) -> dict[str, Any]:
    known: dict[str, Any] = {"file": str(one.file), "name": one.name, "kind": one.kind, "unit": one.unit, "of": one.of}
    return known | {"size": one.size, "portions": one.portions}


def _opened(file: str, portions: list[int] | None, **known: Any) -> Attachment:  # noqa: ANN401 (JSON of our own)
    chosen = None if portions is None else tuple(portions)
    return Attachment(file=FileId(UUID(file)), portions=chosen, **known)
