"""Why a format cannot be read; the reading process turns it into its last frame."""


class Trouble(Exception):
    """The file cannot be read; the text is the code of a FileRefused."""


class Encrypted(Trouble):
    """It opens with a password only."""

    def __init__(self) -> None:
        super().__init__("file_encrypted")


class Expands(Trouble):
    """It unpacks to far more than it is, or defines entities."""

    def __init__(self) -> None:
        super().__init__("file_expands")


class KindUnknown(Trouble):
    """Nothing here reads this kind."""

    def __init__(self) -> None:
        super().__init__("file_kind_unknown")


class Empty(Trouble):
    """It holds nothing."""

    def __init__(self) -> None:
        super().__init__("file_empty")


class Damaged(Trouble):
    """It is not what it should be."""

    def __init__(self) -> None:
        super().__init__("file_unreadable")
