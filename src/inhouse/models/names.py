"""Names that people give to models and accounts, and the ids that clients of the API write."""

import re
import unicodedata

from inhouse.core.errors import InvalidRequest

_LONGEST_NAME = 80
_LONGEST_ID = 60


def checked_name(text: str) -> str:
    """The name in one line; raises InvalidRequest."""
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(f"A name has 1 to {_LONGEST_NAME} visible characters.")
    return name


def free_id(name: str, taken: set[str]) -> str:
    """A short id made of the name, as clients of the API will write it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:_LONGEST_ID] or "model"
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found
