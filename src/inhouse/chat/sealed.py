"""What of a chat is sealed, and under which kind. Everything that anybody wrote is; nothing else is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

from inhouse.chat.chat import Attachment, Chat, Guarded, Message, Restored, Trouble
from inhouse.core.events import Blocked, BlockedFinding, Counted, CutFile
from inhouse.core.ids import ChatId, FileId, MessageId
from inhouse.vault import Sealer

_TITLE, _INSTRUCTIONS, _MESSAGE, _PART, _NOTE = "title", "instructions", "message", "part", "note"

Words = tuple[str, str, Trouble | None]
"""Text, reasoning, and why it failed."""
Rest = tuple[tuple[Attachment, ...], tuple[CutFile, ...], Guarded | None]
"""What came with a question, what did not fit into the prompt of an answer, and what the guard did for it."""


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
    if message.guarded is not None:
        content["guarded"] = message.guarded
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


def open_whole(sealer: Sealer, message: MessageId, sealed: bytes) -> tuple[Words, Rest]:
    """The words of a message and what else is known of it; raises DoesNotOpen."""
    content: dict[str, Any] = orjson.loads(sealer.open(sealed, _MESSAGE, message))
    attachments = tuple(_opened(**one) for one in content.get("attachments", ()))
    cut_files = tuple(CutFile(**one) for one in content.get("cut_files", ()))
    guarded = content.get("guarded")
    return _words(content), (attachments, cut_files, None if guarded is None else _guarded(**guarded))


def seal_part(
    sealer: Sealer, message: MessageId, number: int, text: str, reasoning: str, guarded: Guarded | None = None
) -> bytes:
    """One part of a running answer, sealed; it opens only as the part of that number."""
    return sealer.seal(orjson.dumps([text, reasoning, guarded]), f"{_PART} {number}", message)


def open_part(sealer: Sealer, message: MessageId, number: int, sealed: bytes) -> tuple[str, str, Guarded | None]:
    """Text and reasoning of one part, and what left for the answer if the part tells; raises DoesNotOpen."""
    # Parts of an older version tell two things.
    text, reasoning, *more = orjson.loads(sealer.open(sealed, f"{_PART} {number}", message))
    return text, reasoning, _guarded(**more[0]) if more and more[0] is not None else None


def seal_note(sealer: Sealer, record: UUID, note: bytes) -> bytes:
    """What the guard wants to be remembered, sealed; `record` is the chat or the answer that it is about."""
    return sealer.seal(note, _NOTE, record)


def open_note(sealer: Sealer, record: UUID, sealed: bytes) -> bytes:
    """What the guard wanted to be remembered; raises DoesNotOpen."""
    return sealer.open(sealed, _NOTE, record)


def reseal_message(old: Sealer, new: Sealer, message: MessageId, sealed: bytes) -> tuple[bytes, tuple[FileId, ...]]:
    """The words of a message under another key, and the files that came with it; raises DoesNotOpen."""
    plain = old.open(sealed, _MESSAGE, message)
    files = tuple(FileId(UUID(one["file"])) for one in orjson.loads(plain).get("attachments", ()))
    return new.seal(plain, _MESSAGE, message), files


def reseal_part(old: Sealer, new: Sealer, message: MessageId, number: int, sealed: bytes) -> bytes:
    """A part of a running answer under another key; raises DoesNotOpen."""
    kind = f"{_PART} {number}"
    return new.seal(old.open(sealed, kind, message), kind, message)


def reseal_note(old: Sealer, new: Sealer, record: UUID, sealed: bytes) -> bytes:
    """A note under another key; raises DoesNotOpen."""
    return new.seal(old.open(sealed, _NOTE, record), _NOTE, record)


def sealed_chat(sealer: Sealer, chat: Chat) -> dict[str, bytes | None]:
    """The sealed columns of a chat."""
    return {
        "title": seal_title(sealer, chat.id, chat.title),
        "instructions": seal_instructions(sealer, chat.id, chat.instructions),
    }


def _words(content: dict[str, Any]) -> Words:
    trouble = content.get("trouble")
    return content["text"], content.get("reasoning", ""), None if trouble is None else _trouble(**trouble)


def _trouble(guard: dict[str, Any] | None = None, **known: Any) -> Trouble:  # noqa: ANN401 (JSON of our own)
    return Trouble(guard=None if guard is None else _blocked(**guard), **known)


def _blocked(findings: list[dict[str, Any]], options: list[str], **known: Any) -> Blocked:  # noqa: ANN401 (as above)
    return Blocked(findings=tuple(_stopped(**one) for one in findings), options=tuple(options), **known)


def _stopped(valves: list[str], **known: Any) -> BlockedFinding:  # noqa: ANN401 (as above)
    return BlockedFinding(valves=tuple(valves), **known)


def _guarded(removed: list[dict[str, Any]], restored: list[dict[str, Any]], **known: Any) -> Guarded:  # noqa: ANN401 (as above)
    counted, pairs = tuple(Counted(**one) for one in removed), tuple(Restored(**one) for one in restored)
    return Guarded(removed=counted, restored=pairs, **known)


def _attachment(one: Attachment) -> dict[str, Any]:
    known: dict[str, Any] = {"file": str(one.file), "name": one.name, "kind": one.kind, "unit": one.unit, "of": one.of}
    return known | {"size": one.size, "portions": one.portions}


def _opened(file: str, portions: list[int] | None, **known: Any) -> Attachment:  # noqa: ANN401 (JSON of our own)
    chosen = None if portions is None else tuple(portions)
    return Attachment(file=FileId(UUID(file)), portions=chosen, **known)
