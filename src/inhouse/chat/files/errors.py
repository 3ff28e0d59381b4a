"""The refusals about files.

    NotFound
    `- FileNotFound          404  not there, or somebody else's
    Conflict
    `- FileNotReady          409  it is still being uploaded or read
    InvalidRequest
    |- ModelSeesNoPictures   400  a picture for a model that takes words only
    `- FileHasNothing        400  it could not be read, or there is nothing in it to send
    TooLarge
    `- FileTooLarge          413  over the limit of one file
    TooMany
    `- TooManyFiles          429  as many files as a chat or a message may have, or as memory may hold

Why a file could not be read is said by `knowledge.errors`.
"""

from inhouse.core.errors import Conflict, InvalidRequest, NotFound, TooLarge, TooMany
from inhouse.knowledge.document import FILE_BYTES


class FileNotFound(NotFound):
    """There is no such file in this chat of this caller."""

    def __init__(self) -> None:
        super().__init__("There is no such file.")


class FileNotReady(Conflict):
    """It is still being uploaded or read."""

    code = "file_not_ready"

    def __init__(self) -> None:
        super().__init__("The file is still being read.", hint="Wait a moment and send again.")


class ModelSeesNoPictures(InvalidRequest):
    """A picture for a model that takes words only."""

    code = "model_sees_no_pictures"

    def __init__(self, model: str) -> None:
        super().__init__(
            f"{model} does not see pictures.", hint="Remove the picture, or choose a model that sees pictures."
        )


class FileHasNothing(InvalidRequest):
    """It could not be read, or there is nothing in it to send."""

    code = "file_has_nothing"

    def __init__(self) -> None:
        super().__init__("There is nothing in the file that could be sent.", hint="Remove it from the message.")


class FileTooLarge(TooLarge):
    """Over the limit of one file."""

    code = "file_too_large"

    def __init__(self) -> None:
        super().__init__(
            f"A file may be at most {FILE_BYTES // 1024 // 1024} MB large.", details={"limit_bytes": FILE_BYTES}
        )


class TooManyFiles(TooMany):
    """As many files as a chat or a message may have, or as memory may hold."""

    code = "too_many_files"
