"""The refusals of this room.

    InvalidRequest
    |- InvalidText         400  a character that is no text, and where it stands
    |- MessageEmpty        400  nothing was said
    |- CannotContinue      400  the message has nothing to go on with
    |- InvalidParent       400  a message that cannot be answered
    `- InvalidCursor       400  a cursor that we did not give
    NotFound
    |- ChatNotFound        404  not there, or somebody else's
    |- MessageNotFound     404
    `- RunNotFound         404
    Conflict
    |- AnswerRunning       409  the answer is still being written
    `- NoModel             409  there is no model that could be asked, or for which a draft could be checked
    Gone
    `- ChatGone            410  deleted, and its key is destroyed
    TooLarge
    `- MessageTooLarge     413  over the limit of one message
    TooMany
    |- TooManyRuns         429  as many answers at once as one person may have
    `- TooManyTemporary    429  as many temporary chats, or as much text in them, as may be

What can never fit into a model's context is refused with `models.errors.PromptTooLong`. `AlreadySaid` never leaves the
room: a message with that id is there, so the same request came twice.
"""

from inhouse.core.errors import Conflict, Gone, InvalidRequest, NotFound, TooLarge, TooMany


class InvalidText(InvalidRequest):
    """A character that cannot be stored or shown as text."""

    code = "invalid_text"


class MessageEmpty(InvalidRequest):
    """A message without words."""

    code = "message_empty"


class CannotContinue(InvalidRequest):
    """Only an answer that ended early has something to go on with."""

    code = "cannot_continue"


class InvalidParent(InvalidRequest):
    """A message can answer an answer, or begin a branch; nothing else."""

    code = "invalid_parent"


class InvalidCursor(InvalidRequest):
    """The cursor is not one that we gave."""

    code = "invalid_cursor"


class ChatNotFound(NotFound):
    """There is no such chat of this caller."""

    def __init__(self) -> None:
        super().__init__("There is no such chat.")


class MessageNotFound(NotFound):
    """There is no such message in this chat of this caller."""

    def __init__(self) -> None:
        super().__init__("There is no such message.")


class RunNotFound(NotFound):
    """There is no such run of this caller."""

    def __init__(self) -> None:
        super().__init__("There is no such run.")


class AnswerRunning(Conflict):
    """The answer is still being written."""

    code = "answer_running"


class NoModel(Conflict):
    """There is no model that the caller may use, so nothing can be asked, and words have nowhere to go."""

    code = "no_model"

    def __init__(self) -> None:
        super().__init__("There is no model yet.", hint="An administrator can add one in the settings.")


class ChatGone(Gone):
    """The chat was deleted and its key is destroyed."""

    code = "chat_gone"

    def __init__(self) -> None:
        super().__init__("This chat is deleted; its key is destroyed and nobody can read it again.")


class MessageTooLarge(TooLarge):
    """Longer than one message may be."""

    code = "message_too_large"


class TooManyRuns(TooMany):
    """As many answers at once as one person may have."""

    code = "too_many_runs"


class TooManyTemporary(TooMany):
    """As many temporary chats at once as one person may have, or one of them has grown too large for memory."""

    code = "too_many_temporary_chats"


class AlreadySaid(Exception):
    """A message with this id is stored already."""
