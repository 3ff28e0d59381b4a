"""Names of people, groups and service accounts."""

import unicodedata

from inhouse.core.errors import InvalidRequest

LONGEST_NAME = 200


def checked_name(name: str) -> str:
    """The name as it is stored. Raises InvalidRequest."""
    stripped = " ".join(name.split())
    if not stripped or len(stripped) > LONGEST_NAME or not stripped.isprintable():
        raise InvalidRequest(f"A name has 1 to {LONGEST_NAME} characters that can be seen.")
    return stripped


def name_key(name: str) -> str:
    """The form in which two spellings of one name are equal: upper and lower case, and how letters are composed."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
