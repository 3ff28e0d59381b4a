"""Why a file cannot be read.

InvalidRequest
`- FileRefused               400
   |- FileUnreadable         400  damaged, cut off, or not what it seems
   |- FileEncrypted          400  it opens with a password only
   |- FileExpands            400  it unpacks to far more than it is, or defines entities
   |- FileTooComplex         400  reading it takes more memory or time than one file may take
   |- FileKindUnknown        400  nothing here reads this kind
   `- FileEmpty              400  it holds nothing
Unavailable
`- ReadingUnavailable        503  the machine does not let us start the process that reads
"""

from inhouse.core.errors import InvalidRequest, Unavailable


class FileRefused(InvalidRequest):
    """A file that cannot be read."""

    code = "file_refused"


class FileUnreadable(FileRefused):
    """Damaged, cut off, or not what it seems."""

    code = "file_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "The file is damaged or not complete.", hint="Open it in its own program, save it again and attach that."
        )


class FileEncrypted(FileRefused):
    """It opens with a password only."""

    code = "file_encrypted"

    def __init__(self) -> None:
        super().__init__("The file is protected by a password.", hint="Save a copy without the password.")


class FileExpands(FileRefused):
    """It unpacks to far more than it is, or defines entities."""

    code = "file_expands"

    def __init__(self) -> None:
        super().__init__("The file unpacks to far more than a document would, so it was not opened.")


class FileTooComplex(FileRefused):
    """Reading it takes more memory or time than one file may take."""

    code = "file_too_complex"

    def __init__(self) -> None:
        super().__init__(
            "Reading the file takes more memory or time than one file may take.", hint="Attach a part of it."
        )


class FileKindUnknown(FileRefused):
    """Nothing here reads this kind."""

    code = "file_kind_unknown"

    def __init__(self) -> None:
        super().__init__(
            "Files of this kind cannot be read.",
            hint="PDF, DOCX, XLSX, PPTX, text, code, HTML, CSV, PNG, JPEG, WebP and GIF can.",
        )


class FileEmpty(FileRefused):
    """It holds nothing."""

    code = "file_empty"

    def __init__(self) -> None:
        super().__init__("The file is empty.")


class ReadingUnavailable(Unavailable):
    """The machine does not let us start the process that reads."""

    code = "reading_unavailable"
