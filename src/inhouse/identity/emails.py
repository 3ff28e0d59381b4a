"""E-mail addresses: as they are written, and the key under which they are found."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from inhouse.identity.errors import InvalidEmail


def email_key(email: str) -> str:
    """The form in which two spellings of one address are equal: also upper and lower case before the @."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def checked(email: str) -> str:
    """The address as it is stored. Raises InvalidEmail. Names inside a company (ada@office.local) are fine."""
    try:
        return validate_email(email.strip(), check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        raise InvalidEmail("That is not an e-mail address.", hint="Write it like ada@example.com.") from None
